"""Acts on the catalogue of mechanisms."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.events.record import record
from participation.subjects.actions import create_subject, update_subject
from participation.web.installation import changed
from processes import events, policies
from processes.actions.shared import assign, clean_texts, free_slug
from processes.models import Mechanism

if TYPE_CHECKING:
    from participation.models import Person

LONGEST = 4000
NEEDED = ("title", "summary", "who_may", "steps", "legal_basis", "legal_url")
FIELDS = {*Mechanism.TRANSLATABLE, "legal_url", "checked_on", "position", "translations"}
DATASET = "mechanisms"


@transaction.atomic
def create_mechanism(*, by: "Person", at: datetime, slug: str = "", published: bool = True, **fields: Any) -> Mechanism:
    """Add a mechanism with its legal source. Raises ActDenied, and ValidationError by field."""
    policies.may_edit_mechanisms(by).enforce()
    given = _checked(fields)
    wanted = slug or given["title"]
    taken = Mechanism.objects.values_list("slug", flat=True)
    row = Mechanism(slug=free_slug(wanted, taken=taken, limit=80, fallback="mecanismo"), **given)
    row.subject = create_subject(
        kind="mechanism",
        title=row.title,
        titles=row.in_other_languages("title"),
        summary=row.summary,
        path=f"/mecanismos/{row.slug}/",
        at=at,
        state="published" if published else "draft",
        text=_search_text(row),
    )
    row.save()
    changed()
    record(
        events.MECHANISM_CREATED, subject=row.subject, by=by, at=at, payload={"mechanism": row.pk}, after=_facts(row)
    )
    return row


@transaction.atomic
def update_mechanism(
    *, mechanism: Mechanism, by: "Person", at: datetime, published: bool = True, **fields: Any
) -> Mechanism:
    """Change a mechanism, or take it from the catalogue; its address stays. The same again changes nothing.

    Raises ActDenied, and ValidationError by field.
    """
    policies.may_edit_mechanisms(by).enforce()
    rows = Mechanism.objects.select_for_update(no_key=True, of=("self",)).select_related("subject")
    row = rows.get(pk=mechanism.pk)
    before, after = assign(row, _checked(fields))
    state = "published" if published else "draft"
    if row.subject.state not in {"hidden", state}:
        before["state"], after["state"] = row.subject.state, state
    if not after:
        return row
    row.save()
    changed()
    update_subject(
        subject=row.subject,
        at=at,
        title=row.title,
        titles=row.in_other_languages("title"),
        summary=row.summary,
        text=_search_text(row),
        state=after.get("state", row.subject.state),
    )
    record(
        events.MECHANISM_UPDATED,
        subject=row.subject,
        by=by,
        at=at,
        payload={"mechanism": row.pk},
        before=before,
        after=after,
    )
    return row


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    """Return what is kept. Raises ValidationError by field."""
    unknown = set(fields) - FIELDS
    if unknown:
        raise TypeError(f"unknown fields of a mechanism: {sorted(unknown)}")
    given = clean_texts(Mechanism, fields, rich=set())
    wrong = {name: _("This is missing.") for name in NEEDED if not given.get(name)}
    texts = {name: given.get(name) or "" for name in Mechanism.TRANSLATABLE}
    wrong |= {
        name: _("Use at most %(n)s characters.") % {"n": LONGEST} for name, text in texts.items() if len(text) > LONGEST
    }
    if given.get("legal_url") and not given["legal_url"].startswith(("https://", "http://")):
        wrong["legal_url"] = _("Write a whole address, with https://.")
    if not isinstance(given.get("checked_on"), date):
        wrong["checked_on"] = _("Say when somebody last read the law.")
    if wrong:
        raise ValidationError(wrong)
    return given


def _facts(row: Mechanism) -> dict[str, Any]:
    return {"title": row.title, "legal_basis": row.legal_basis, "legal_url": row.legal_url, "slug": row.slug}


def _search_text(row: Mechanism) -> str:
    own = [getattr(row, name) for name in Mechanism.TRANSLATABLE]
    others = [text for texts in row.translations.values() for text in texts.values()]
    return "\n".join(text for text in (*own, *others) if text)
