"""What an entry offers to choose from: forms, channels, difficulties. Kept by the keys, as data."""

from library.logbook.models import Outcome
from library.marking import N_
from library.planning import slotting

OUTCOMES = {
    Outcome.DONE: N_("Done"),
    Outcome.MOVED: N_("Moved to another day"),
    Outcome.CANCELLED: N_("Cancelled"),
}
# Those that a year plan knows, and what schools report beside them.
FORMS = {form: name for form, (_tag, name, _short) in slotting.FORMS.items()} | {
    "lesson": N_("Integrated lesson"),
    "awareness": N_("Awareness raising"),
    "contest": N_("Contest"),
    "exchange": N_("Exchange"),
    "other": N_("Other activity"),
}
# Where something was made known: the list of the province's plan 92-KH/TU, and the schoolyard.
CHANNELS = {
    "assembly": N_("Flag-salute assembly"),
    "staff": N_("Staff meeting"),
    "party-cell": N_("Party cell meeting"),
    "subject-group": N_("Subject group meeting"),
    "conference": N_("Conference"),
    "training": N_("Training course"),
    "newsletter": N_("Newsletter, noticeboard"),
    "loudspeaker": N_("School radio"),
    "website": N_("Website"),
    "platform": N_("Digital platforms of the education sector"),
    "parents": N_("Parents’ meeting"),
}
DIFFICULTIES = {
    "time": N_("Too little time"),
    "materials": N_("Materials or equipment were missing"),
    "room": N_("Room or yard was not fitting"),
    "network": N_("Network or electricity failed"),
    "weather": N_("Weather"),
    "crowd": N_("Too many pupils at once"),
    "attention": N_("Hard to keep everybody busy"),
    "level": N_("Too hard or too easy for the grade"),
    "language": N_("Language"),
    "money": N_("Cost"),
    "helpers": N_("Too few adults to help"),
}
