"""The answers to a survey as officials take them away: one row for each, without person, folio or hour."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from participation.access import roles
from participation.access.verdict import ALLOWED, Denied, Verdict
from participation.exports.registry import ExportKind
from participation.workdays import local_day
from processes.consultations.drawing import said
from processes.policies import may_edit_process

if TYPE_CHECKING:
    from participation.exports.archive import Archive
    from participation.models import Person
    from processes.models import Component, Question

CHUNK = 500


def _surveys(person: "Person", params: dict[str, Any]) -> list["Component"]:
    from processes.models import Component, Process

    processes: Any = Process.objects
    led = processes.workable_by(person, roles.STEWARDS)
    rows = Component.objects.filter(kind="consultation", process__in=led, answers__isnull=False).distinct()
    if params.get("component"):
        rows = rows.filter(pk=params["component"])
    return list(rows.select_related("process").order_by("pk"))


def _may(person: "Person | None", params: dict[str, Any], at: datetime) -> Verdict:
    from processes.models import Component

    if not params.get("component"):
        held = roles.scopes(person, roles.STEWARDS)
        return ALLOWED if held is None or held else Denied("role_missing", _("You lead no process."))
    found = Component.objects.select_related("process__subject").filter(pk=params["component"]).first()
    return may_edit_process(person, found.process) if found is not None else Denied("gone", _("It does not exist."))


def columns_of(questions: list["Question"]) -> list[str]:
    """Return the headings: the key of each question and its words."""
    return ["n", "day", "channel", "territory", *(f"{one.key} {one.text}" for one in questions)]


def rows_of(component: "Component", questions: list["Question"]) -> Iterator[Mapping[str, Any]]:
    """Yield the answers in an order that does not tell who came when: that of their marks, which were drawn."""
    rows = component.answers.select_related("territory").defer("territory__outline").order_by("act_id")
    for number, row in enumerate(rows.iterator(CHUNK), start=1):
        told: dict[str, Any] = {
            "n": number,
            "day": local_day(row.at).isoformat(),
            "channel": row.channel,
            "territory": row.territory.name if row.territory else "",
        }
        for one in questions:
            told[f"{one.key} {one.text}"] = "\n".join(said(one, row.data.get(one.key)))
        yield told


def _write(archive: "Archive", person: "Person", params: dict[str, Any], at: datetime) -> None:
    for component in _surveys(person, params):
        questions = [one for one in component.questions.order_by("position", "pk") if one.kind != "section"]
        for one in questions:
            one.component = component
        columns = columns_of(questions)
        archive.add_table(f"answers-{component.pk}", columns, rows_of(component, questions))
        archive.add_workbook(f"answers-{component.pk}", columns, rows_of(component, questions))


SURVEY_ANSWERS = ExportKind(
    name="survey_answers",
    label=_("Answers to surveys, without names"),
    hint=_("Of the surveys that you lead: one row for each answer, without person or folio. Treat it as confidential."),
    may=_may,
    write=_write,
    official=True,
)
