"""Acts on the joint declaration: published, joined by organisations and institutions, withdrawn from in writing."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from participation.models import Institution, Organisation
from processes.actions.shared import clean_translations
from processes.forums import events, policies
from processes.forums.actions.common import lock, reason_of, texts, write_down
from processes.forums.actions.forum import keep_version
from processes.models import Adherence, Forum

if TYPE_CHECKING:
    from participation.models import Person


@transaction.atomic
def publish_declaration(
    *, forum: Forum, text: str, by: "Person", at: datetime, translations: dict[str, str] | None = None
) -> Forum:
    """Publish the declaration that others can join; a correction stays as a version. The same changes nothing.

    ``translations``: language to text. Raises ActDenied, and ValidationError where there is no text; once somebody
    signed it, its words stand, since they signed those.
    """
    forum = lock(forum)
    policies.may_show(by, forum).enforce()
    given = texts(Forum, {"declaration": text}, needed=("declaration",))["declaration"]
    told = {code: dict(fields) for code, fields in forum.translations.items()}
    for code, words in (translations or {}).items():
        told.setdefault(code, {})["declaration"] = words
    told = clean_translations(Forum, told, rich=set())
    if (forum.declaration, forum.translations) == (given, told):
        return forum
    if forum.adherences.exists():
        policies.SIGNED.enforce()
    forum.declaration, forum.translations, forum.declared_at = given, told, forum.declared_at or at
    forum.save(update_fields=["declaration", "translations", "declared_at"])
    keep_version(forum, by, at)
    write_down(events.DECLARED, forum, by, at)
    return forum


@transaction.atomic
def join_declaration(
    *,
    forum: Forum,
    by: "Person",
    at: datetime,
    organisation: Organisation | None = None,
    institution: Institution | None = None,
) -> Adherence:
    """Join the declaration in the name of an organisation or institution. Again changes nothing."""
    forum = lock(forum)
    policies.may_join(by, forum, organisation, institution, at=at).enforce()
    rows = Adherence.objects.filter(forum=forum, left_at__isnull=True)
    named = {"organisation": organisation} if organisation is not None else {"institution": institution}
    if (found := rows.filter(**named).first()) is not None:
        return found
    row = Adherence.objects.create(forum=forum, signed_by=by, joined_at=at, **named)
    write_down(events.JOINED, forum, by, at, adherence=row.pk, **_whose(row))
    return row


@transaction.atomic
def leave_declaration(*, adherence: Adherence, statement: str, by: "Person", at: datetime) -> Adherence:
    """Withdraw a signature with a statement that stays in view. Again changes nothing."""
    forum = lock(adherence.forum)
    row = Adherence.objects.select_related("organisation", "institution__subject").get(pk=adherence.pk)
    if row.left_at is not None:
        return row
    policies.may_leave(by, row).enforce()
    row.statement, row.left_at = reason_of(Adherence, "statement", statement, field="statement"), at
    row.save(update_fields=["statement", "left_at"])
    write_down(events.LEFT, forum, by, at, adherence=row.pk, **_whose(row))
    return row


def _whose(row: Adherence) -> dict[str, Any]:
    """Return in whose name it was signed: an event that names an organisation tells no person."""
    if row.organisation_id is not None:
        return {"organisation": row.organisation_id}
    return {"institution": row.institution_id or 0}
