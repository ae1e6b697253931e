"""The dataset of answers: owed and given."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from participation.opendata.registry import Column, Dataset, Hanging, Withheld, register_dataset
from participation.opendata.values import address
from participation.opendata.visibility import shown
from participation.responses.models import Response


def rows(at: datetime) -> QuerySet:
    """Return the answers owed to, or given to, what anybody may see."""
    return shown(Response.objects.all()).select_related("subject").defer("subject__search")


def given(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a reader that says nothing until the answer is published, nor while moderation hides it."""
    return lambda row: read(row) if row.published_at and not row.hidden_at else None


RESPONSES = Dataset(
    name="responses",
    position=60,
    title=_("Answers"),
    description=_(
        "The answer that each contribution is owed, and the answer given with its reasons. Divide those answered by "
        "all of a process to get the coverage that its page draws."
    ),
    rows=rows,
    columns=(
        Column("id", "integer", _("Key of the answer"), lambda row: row.pk, required=True),
        Column("url", "url", _("Where it stands"), lambda row: address(row.subject.path), required=True),
        Column(
            "subject", "integer", _("Key of the subject that it answers"), lambda row: row.subject_id, required=True
        ),
        Column("subject_kind", "string", _("What it answers: proposal…"), lambda row: row.subject.kind, required=True),
        Column("institution", "integer", _("Key of the institution that owes it"), lambda row: row.institution_id),
        Column(
            "state",
            "string",
            _("owed or answered"),
            lambda row: "answered" if row.published_at else "owed",
            required=True,
        ),
        Column("owed_since", "datetime", _("Since when it is owed"), lambda row: row.owed_since, required=True),
        Column("due_on", "date", _("Until when it is owed"), lambda row: row.due_on),
        Column(
            "in_evaluation_since",
            "datetime",
            _("Since when it is being evaluated"),
            lambda row: row.in_evaluation_since,
        ),
        Column(
            "verdict",
            "string",
            _("accepted, partly, later, rejected, out_of_scope, or answered for a question"),
            given(lambda row: row.verdict),
        ),
        Column("reasons", "text", _("The reasons given"), given(lambda row: row.reasons)),
        Column("reference", "string", _("Number of the official letter"), given(lambda row: row.reference)),
        Column("signer", "string", _("The official who signs"), given(lambda row: row.signer)),
        Column(
            "cost_centavos", "integer", _("Estimated cost, in centavos of a peso"), given(lambda row: row.cost_centavos)
        ),
        Column("published_at", "datetime", _("When it was published"), lambda row: row.published_at),
    ),
    withheld=(
        Withheld(_("Answers that are being prepared"), _("They are drafts until the institution publishes them.")),
        Withheld(
            _("The words of an answer that moderation hid"),
            _("They are not public; that there is an answer is still counted, and the decision can be appealed."),
        ),
    ),
    filterset="participation.responses.api.ResponseFilters",
    orders={"id": ("id",)},
    hanging=Hanging(rows=Response.objects.all),
)


def register() -> None:
    """Register the datasets of this mechanism."""
    register_dataset(RESPONSES)
