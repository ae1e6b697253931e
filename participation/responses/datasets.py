"""The dataset of answers: owed and given."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participation.models import Institution, ResponsePart
from participation.opendata.registry import Column, Dataset, Hanging, Withheld, register_dataset
from participation.opendata.values import address
from participation.opendata.visibility import shown
from participation.responses.figures import Figures, aggregates
from participation.responses.models import Response


def rows(at: datetime) -> QuerySet:
    """Return the answers owed to, or given to, what anybody may see."""
    parts = ResponsePart.objects.filter(response=OuterRef("pk"), handed_in_at__isnull=False, waived_at__isnull=True)
    told = parts.order_by("pk").values(part=JSONObject(institution="institution_id", text="text"))
    found = shown(Response.objects.all()).select_related("subject").defer("subject__search")
    return found.annotate(told_parts=ArraySubquery(told))


def institution_rows(at: datetime) -> QuerySet:
    """Return the public institutions that ever owed an answer to what anybody may see, with their figures."""
    theirs = shown(Response.objects.filter(institution=OuterRef("pk"))).order_by().values("institution")
    told = theirs.annotate(told=JSONObject(**aggregates(timezone.localdate(at)))).values("told")
    public = Institution.objects.filter(subject__state="published").select_related("subject").defer("subject__search")
    return public.annotate(told=Subquery(told)).filter(told__isnull=False)


def figure(name: str) -> Callable[[Any], Any]:
    """Return a reader of one figure of an institution."""
    return lambda row: getattr(Figures(**row.told), name)


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
        Column("routed_at", "datetime", _("When it was sent to the office that has it now"), lambda row: row.routed_at),
        Column("working_days", "integer", _("Working days that the answer took"), lambda row: row.working_days),
        Column(
            "parts",
            "list",
            _("What other institutions handed in for a joint answer: institution and text"),
            given(lambda row: row.told_parts),
        ),
        Column(
            "through",
            "integer",
            _("Key of the subject through whose answer it was answered, together with others"),
            given(lambda row: row.through_id),
        ),
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


INSTITUTION_ANSWERS = Dataset(
    name="institution_answers",
    position=61,
    title=_("How institutions answer"),
    description=_(
        "How many answers each institution owes and gave, how many in time, and how long they took. Computed from the "
        "answers at the moment in which it is asked for."
    ),
    rows=institution_rows,
    columns=(
        Column("id", "integer", _("Key of the institution"), lambda row: row.pk, required=True),
        Column("url", "url", _("Its page"), lambda row: address(row.subject.path), required=True),
        Column("owed", "integer", _("Answers that it owed, given or not"), figure("owed"), required=True),
        Column("answered", "integer", _("Answers that it gave"), figure("answered"), required=True),
        Column("in_time", "integer", _("Of those, given by the day promised"), figure("in_time"), required=True),
        Column("answered_late", "integer", _("Of those, given after it"), figure("answered_late"), required=True),
        Column("waiting", "integer", _("Owed still, and not late"), figure("waiting"), required=True),
        Column("overdue", "integer", _("Owed still, and late"), figure("overdue"), required=True),
        Column(
            "median_working_days",
            "number",
            _("Middle number of working days: half of its answers took at most that"),
            figure("median"),
        ),
    ),
    withheld=(
        Withheld(_("Who of the office prepared an answer"), _("The institution answers, and not one of its people.")),
    ),
    filterset="participation.responses.api.InstitutionAnswerFilters",
    feed=False,
)


def register() -> None:
    """Register the datasets of this mechanism."""
    register_dataset(RESPONSES)
    register_dataset(INSTITUTION_ANSWERS)
