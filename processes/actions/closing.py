"""Publishing what came of a process, and correcting it."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.events.record import record
from participation.web.richtext import tidy
from processes import events, policies
from processes.actions.shared import lock
from processes.models import Closing, Process

if TYPE_CHECKING:
    from participation.models import Person

LONGEST = 6000
TEXTS = Closing.TRANSLATABLE


@transaction.atomic
def publish_closing(
    *,
    process: Process,
    results: str,
    changed: str,
    lessons: str,
    by: "Person",
    at: datetime,
    translations: dict[str, dict[str, str]] | None = None,
    reason: str = "",
) -> Closing:
    """Say what came of a closed process; once that is said, this is a new version and needs a reason.

    The same again changes nothing. Raises ActDenied, and ValidationError by field.
    """
    lock(process)
    policies.may_publish_closing(by, process).enforce()
    texts = _checked({"results": results, "changed": changed, "lessons": lessons})
    others = {code: _checked(given, whole=False) for code, given in (translations or {}).items()}
    others = {code: given for code, given in others.items() if given}
    last = process.closings.order_by("-number").first()
    if last and last.translations == others and all(getattr(last, name) == text for name, text in texts.items()):
        return last
    why = tidy(reason)[:500] if last else ""
    if last and not why:
        raise ValidationError({"reason": _("Say why this is corrected: the reason is shown beside it.")})
    made = Closing.objects.create(
        process=process, number=last.number + 1 if last else 1, **texts, translations=others, reason=why, by=by, at=at
    )
    record(
        events.CLOSING_CORRECTED if last else events.CLOSING_PUBLISHED,
        subject=process.subject,
        by=by,
        at=at,
        payload={"number": made.number, "reason": why},
        before={name: getattr(last, name) for name in TEXTS} if last else None,
        after=texts,
        changes=[("closings", made.pk)],
    )
    return made


def _checked(given: dict[str, str], *, whole: bool = True) -> dict[str, str]:
    """Return the texts cleaned. Raises ValidationError by field where one is missing or too long."""
    texts = {name: tidy(str(given.get(name, ""))) for name in TEXTS}
    wrong = {name: _("This is missing.") for name, text in texts.items() if whole and not text}
    wrong |= {
        name: _("Use at most %(n)s characters.") % {"n": LONGEST} for name, text in texts.items() if len(text) > LONGEST
    }
    if wrong:
        raise ValidationError(wrong)
    return texts if whole else {name: text for name, text in texts.items() if text}
