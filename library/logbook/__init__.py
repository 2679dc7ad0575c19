"""What schools carried out: entries, their evidence, and what they tell of an item."""
