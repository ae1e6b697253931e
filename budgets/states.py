"""Where projects stand, and what moves them."""

from django.db import models
from django.utils.translation import pgettext_lazy


class ProjectState(models.TextChoices):
    """Where a project stands."""

    SUBMITTED = "submitted", pgettext_lazy("project", "handed in")
    EVALUATION = "evaluation", pgettext_lazy("project", "under study")
    FEASIBLE = "feasible", pgettext_lazy("project", "it can be done")
    NOT_FEASIBLE = "not_feasible", pgettext_lazy("project", "it cannot be done")
    ON_BALLOT = "on_ballot", pgettext_lazy("project", "on the ballot")
    WITHDRAWN = "withdrawn", pgettext_lazy("project", "withdrawn")
    WINNER = "winner", pgettext_lazy("project", "it won")
    NOT_CHOSEN = "not_chosen", pgettext_lazy("project", "not chosen")


# Until the ballot is frozen a project can be studied, found feasible or not, corrected and withdrawn.
IN_STUDY = (ProjectState.SUBMITTED, ProjectState.EVALUATION)
STUDIED = (ProjectState.FEASIBLE, ProjectState.NOT_FEASIBLE)
BEFORE_THE_BALLOT = (*IN_STUDY, *STUDIED)
DECIDED = (ProjectState.WINNER, ProjectState.NOT_CHOSEN)

# The colour of each state (ui tags).
TAGS = {
    ProjectState.SUBMITTED: "plain",
    ProjectState.EVALUATION: "soon",
    ProjectState.FEASIBLE: "open",
    ProjectState.NOT_FEASIBLE: "late",
    ProjectState.ON_BALLOT: "open",
    ProjectState.WITHDRAWN: "plain",
    ProjectState.WINNER: "done",
    ProjectState.NOT_CHOSEN: "plain",
}
