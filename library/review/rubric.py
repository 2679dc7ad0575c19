"""What a good submission has, shown to authors before anybody judges: from the official plans.

Reviewers tick `checklist.ITEMS`; these are the questions behind those points that an author can answer.
"""

from library.marking import N_

QUALITIES = (
    N_("A colleague could carry it out tomorrow with what is written here."),
    N_("Every step says how long it takes and what pupils do, not only what the teacher does."),
    N_("Each date, name, number and quotation has its source."),
    N_("It says what to do with fewer pupils, less time or no network."),
    N_("It shows people and communities as they wish to be shown, and names no pupil."),
    N_("Pictures and tables can also be understood by those who do not see them."),
)
