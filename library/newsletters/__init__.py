"""Newsletters of units: issues made of published items and public entries, as a page and on A4."""
