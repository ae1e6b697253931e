"""Acts of the unit: what it sets, privacy notices, and the log of breaches."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from participation.events.record import record
from participation.privacy import policies
from participation.privacy.actions.arco import recount_terms
from participation.privacy.models import Breach, NoticeVersion, PrivacySettings
from participation.privacy.notices import FIELDS, get_notice
from participation.privacy.setup import privacy_settings, responsible
from participation.web.installation import changed
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from participation.models import Person

SETTINGS = (
    "responsible", "address", "unit", "unit_address", "unit_email", "unit_phone", "authority", "answer_days",
    "extension_days", "execute_days", "ask_days", "complete_days", "blocking_days", "request_days",
)  # fmt: skip
OPTIONAL = {"optional_uses", "refusal"}
BREACH = ("happened_at", "what", "data", "people", "immediate", "lasting", "people_told_at", "authority_told_at")


@transaction.atomic
def set_privacy(*, by: "Person", at: datetime, **values: Any) -> PrivacySettings:
    """Set who answers for personal data and the days of the clock. Raises ValidationError by field."""
    policies.may_set_privacy(by).enforce()
    own = PrivacySettings.objects.select_for_update().first() or PrivacySettings()
    before = {name: getattr(own, name) for name in SETTINGS}
    for name, value in values.items():
        if name not in SETTINGS:
            raise TypeError(f"unknown field {name}")
        setattr(own, name, tidy(value) if isinstance(value, str) else value)
    own.full_clean(validate_unique=False, validate_constraints=False)
    after = {name: getattr(own, name) for name in SETTINGS}
    if before != after or own.updated_at is None:
        own.updated_at = at
        own.save()
        changed()
        record("privacy.settings.changed", subject=None, by=by, at=at, before=before, after=after)
        recount_terms(at=at)
    return own


@transaction.atomic
def publish_notice(
    *,
    purpose: str,
    texts: dict[str, str],
    by: "Person",
    at: datetime,
    translations: dict[str, dict[str, str]] | None = None,
    reason: str = "",
) -> NoticeVersion:
    """Publish a version of a privacy notice; the same texts again publish nothing. Raises ValidationError by field."""
    policies.may_set_privacy(by).enforce()
    if get_notice(purpose) is None:
        raise ValidationError({"purpose": _("There is no such notice.")})
    clean = {field: tidy(texts.get(field, "")) for field in FIELDS}
    _check_notice(clean)
    PrivacySettings.objects.select_for_update().first()
    last = NoticeVersion.objects.select_for_update().filter(purpose=purpose).order_by("-number").first()
    others = {
        language: {field: tidy(text) for field, text in fields.items() if field in FIELDS and tidy(text)}
        for language, fields in (translations or {}).items()
        if len(language) <= 8
    }
    facts = responsible(privacy_settings())
    if last and (clean, others, facts) == (
        {field: getattr(last, field) for field in FIELDS}, last.translations, last.responsible
    ):  # fmt: skip
        return last
    version = NoticeVersion.objects.create(
        purpose=purpose,
        number=last.number + 1 if last else 1,
        translations=others,
        responsible=facts,
        reason=tidy(reason)[:300],
        published_at=at,
        published_by=by,
        **clean,
    )
    changed()
    record(
        "privacy.notice.published",
        subject=None,
        by=by,
        at=at,
        payload={"notice": version.pk, "purpose": purpose, "number": version.number},
    )
    return version


def _check_notice(texts: dict[str, str]) -> None:
    wrong: dict[str, Any] = {}
    for field, text in texts.items():
        limit = 150 if field == "title" else 5000
        if not text and field not in OPTIONAL:
            wrong[field] = _("A privacy notice must say this.")
        elif len(text) > limit:
            wrong[field] = _("At most %(limit)s characters.") % {"limit": limit}
    if texts["optional_uses"] and not texts["refusal"]:
        wrong["refusal"] = _("Say how a person refuses these uses.")
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def note_breach(*, by: "Person", at: datetime, found_at: datetime, **values: Any) -> Breach:
    """Write a breach of security into the log. Raises ValidationError by field."""
    policies.may_set_privacy(by).enforce()
    breach = Breach(found_at=found_at, noted_by=by, noted_at=at)
    _fill_breach(breach, values)
    breach.save()
    record("privacy.breach.noted", subject=None, by=by, at=at, payload={"breach": breach.pk, **breach.facts()})
    return breach


@transaction.atomic
def update_breach(*, breach: Breach, by: "Person", at: datetime, close: bool = False, **values: Any) -> Breach:
    """Complete what is known of a breach, or close it once it says what was done for good."""
    policies.may_set_privacy(by).enforce()
    fresh = Breach.objects.select_for_update(of=("self",)).get(pk=breach.pk)
    if fresh.closed_at is not None:
        raise ValidationError(_("This breach is closed. Note what is new as another one."))
    before = fresh.facts()
    _fill_breach(fresh, values)
    if close:
        if not fresh.lasting:
            raise ValidationError({"lasting": _("Before closing, say what was done so that it does not happen again.")})
        fresh.closed_at = at
    fresh.save()
    record(
        "privacy.breach.changed",
        subject=None,
        by=by,
        at=at,
        payload={"breach": fresh.pk},
        before=before,
        after=fresh.facts(),
    )
    return fresh


def _fill_breach(breach: Breach, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if name not in BREACH:
            raise TypeError(f"unknown field {name}")
        setattr(breach, name, tidy(value) if isinstance(value, str) else value)
    if breach.happened_at and breach.happened_at > breach.found_at:
        raise ValidationError({"happened_at": _("It cannot be found before it happened.")})
    breach.full_clean(exclude=["noted_by"], validate_unique=False)
