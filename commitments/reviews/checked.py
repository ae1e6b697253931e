"""What an assessment may say, checked before it is kept; nothing here writes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from commitments.models import Assessment, AssessmentValue, Phase, Variable, VariableKind
from participation.web.richtext import tidy
from participation.workdays import local_day

if TYPE_CHECKING:
    from commitments.reviews.actions import Verdict

LINES = ("title", "assessor_name", "document_url", "source")
NAMES = (
    "phase",
    "title",
    "summary",
    "assessor_name",
    "document_url",
    "document_year",
    "document_on",
    "source",
    "comment_from",
    "comment_until",
)


def check_fields(given: Mapping[str, Any], *, at: datetime, copied: bool) -> dict[str, Any]:
    """Return the fields of an assessment, tidied. Raises ValidationError by field."""
    kept = dict(given)
    wrong: dict[str, Any] = {}
    for name in (*LINES, "summary"):
        text = tidy(str(kept[name] or "")).strip()
        kept[name] = " ".join(text.split()) if name in LINES else text
        most = Assessment._meta.get_field(name).max_length  # type: ignore[union-attr]
        if most and len(kept[name]) > most:
            wrong[name] = _("At most %(limit)s characters.") % {"limit": most}
    for name in ("title", "assessor_name"):
        if not kept[name]:
            wrong[name] = _("This is missing.")
    if kept["phase"] not in Phase.values:
        wrong["phase"] = _("Choose when it was made.")
    if kept["document_url"]:
        wrong |= _wrong_address(kept["document_url"])
    if copied and not kept["source"] and not kept["document_url"]:
        wrong["document_url"] = _("Say where the document is: what is copied here must lead to it.")
    wrong |= _wrong_days(kept, at)
    if wrong:
        raise ValidationError(wrong)
    return kept


check_fields.names = NAMES  # type: ignore[attr-defined]


def _wrong_address(address: str) -> dict[str, Any]:
    try:
        URLValidator(schemes=["https", "http"])(address)
    except ValidationError as error:
        return {"document_url": error.messages}
    return {}


def _wrong_days(kept: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    wrong: dict[str, Any] = {}
    today, year, begins, ends = local_day(at), kept["document_year"], kept["comment_from"], kept["comment_until"]
    day = kept["document_on"]
    if day is not None and (day.year < 1990 or day > today):
        wrong["document_on"] = _("Write a day that has come already.")
    if year is not None and not 1990 <= year <= today.year:
        wrong["document_year"] = _("Write a year that has come already.")
    if (begins is None) != (ends is None):
        wrong["comment_until"] = _("Give both days of the time for comments, or none.")
    elif begins and ends and ends < begins:
        wrong["comment_until"] = _("The time for comments ends before it begins.")
    return wrong


def check_value(row: Assessment, verdict: "Verdict", known: Mapping[str, Variable]) -> AssessmentValue:
    """Return one verdict as a row that is not saved. Raises ValidationError under ``values``."""
    variable = known.get(verdict.variable)
    if variable is None:
        raise _wrong(_("“%(scheme)s” does not ask for “%(variable)s”."), row, verdict)
    if verdict.commitment is not None and verdict.commitment.plan_id != row.plan_id:
        raise _wrong(_("“%(commitment)s” is of another plan."), row, verdict)
    if variable.of_plan and verdict.commitment is not None:
        raise _wrong(_("“%(variable)s” is asked of the whole plan."), row, verdict)
    value = next((step for step in variable.scale.all() if step.code == verdict.value), None)
    if verdict.value and value is None:
        raise _wrong(_("“%(value)s” is not on the scale of “%(variable)s”."), row, verdict)
    if verdict.number is not None and variable.kind != VariableKind.NUMBER:
        raise _wrong(_("“%(variable)s” takes no number."), row, verdict)
    if verdict.number is not None and not abs(verdict.number) < 10**8:
        raise _wrong(_("The number of “%(variable)s” is too large."), row, verdict)
    texts = {"as_said": " ".join(tidy(verdict.as_said).split()), "rationale": tidy(verdict.rationale).strip()}
    for name, text in texts.items():
        most = AssessmentValue._meta.get_field(name).max_length or 0  # type: ignore[union-attr]
        if len(text) > most:
            raise _wrong(_("What is said on “%(variable)s” is too long."), row, verdict)
    return AssessmentValue(
        assessment=row,
        commitment=verdict.commitment,
        variable=variable,
        value=value,
        number=verdict.number,
        footnotes=_footnotes(verdict.footnotes),
        **texts,
    )


def _footnotes(notes: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    kept = []
    for note in list(notes)[:60]:
        mark, text = (" ".join(tidy(str(note.get(name, ""))).split()) for name in ("mark", "text"))
        if text:
            kept.append({"mark": mark[:10], "text": text[:2000]})
    return kept


def _wrong(words: str, row: Assessment, verdict: "Verdict") -> ValidationError:
    told = {
        "scheme": row.scheme.label,
        "variable": verdict.variable,
        "value": verdict.value,
        "commitment": verdict.commitment,
    }
    return ValidationError({"values": words % told})
