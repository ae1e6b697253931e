"""Acts on the text itself: brought in, published, changed in a new version, adopted."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.access.verdict import ALLOWED, Denied, Verdict
from participation.events.record import record
from participation.models import Person, SubjectState
from participation.subjects.actions import create_subject, update_subject
from participation.versions.actions import LONGEST_REASON
from processes.models import Component, DraftText, DraftTextState, Suggestion
from processes.texts import events, policies
from processes.texts.actions.common import locked, pieces_of, said, write_version
from processes.texts.pieces import Piece, checked, read_markdown, write_markdown

LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_ADOPTION = 200, 300, 4_000


@transaction.atomic
def keep_text(
    *,
    component: Component,
    title: str,
    markdown: str,
    by: Person,
    at: datetime,
    summary: str = "",
    is_sample: bool = False,
) -> DraftText:
    """Bring the text of an activity in, or put another in its place, until it is published; nobody else sees it.

    Raises ActDenied, and ValidationError that names each paragraph that cannot be taken.
    """
    component = Component.objects.with_clock().select_for_update(no_key=True, of=("self",)).get(pk=component.pk)
    policies.may_prepare(by, component).enforce()
    title = " ".join(said(title, "title", least=3, most=LONGEST_TITLE).split())
    summary = " ".join(said(summary, "summary", least=0, most=LONGEST_SUMMARY).split())
    words = write_markdown(read_markdown(markdown))
    text = DraftText.objects.filter(component=component).select_related("subject").first()
    if text is None:
        text = _begin(component, title, summary, at, is_sample=is_sample)
    policies.is_draft(text).enforce()
    text.title, text.summary, text.markdown = title, summary, words
    text.save()
    update_subject(subject=text.subject, at=at, title=title, summary=summary, text="", path=f"/textos/{text.pk}/")
    record(events.KEPT, subject=text.subject, by=by, at=at, payload={"text": text.pk})
    return text


def _begin(component: Component, title: str, summary: str, at: datetime, *, is_sample: bool) -> DraftText:
    process = component.process
    subject = create_subject(
        kind="text",
        title=title,
        summary=summary,
        path="",
        at=at,
        parent=component.subject,
        territory=process.territory,
        lang=process.lang,
    )
    return DraftText(subject=subject, component=component, lang=process.lang, created_at=at, is_sample=is_sample)


@transaction.atomic
def publish_text(*, text: DraftText, by: Person, at: datetime) -> DraftText:
    """Publish the first version; publishing again changes nothing. Its passages have their keys from now on."""
    text = locked(text)
    if text.state != DraftTextState.DRAFT:
        return text
    policies.may_publish(by, text).enforce()
    text.state, text.published_at = DraftTextState.OPEN, at
    version, touched = write_version(text, read_markdown(text.markdown), by=by, at=at)
    text.markdown = ""
    text.save()
    update_subject(subject=text.subject, at=at, state=SubjectState.PUBLISHED)
    _record(events.PUBLISHED, text, by, at, passages=touched, version=version.number)
    return text


@transaction.atomic
def publish_version(
    *,
    text: DraftText,
    pieces: Sequence[Piece],
    takes: Iterable[Suggestion],
    note: str,
    seen: int,
    by: Person,
    at: datetime,
) -> DraftText:
    """Publish a new version, which takes suggestions in; their authors are told what changed because of them.

    ``seen`` is the number of the version that the official worked on: where somebody published another meanwhile, it
    is not overwritten unread. Raises ActDenied and ValidationError.
    """
    text = locked(text)
    policies.may_publish_version(by, text).enforce()
    _still_current(text, seen).enforce()
    note = said(note, "note", least=0, most=LONGEST_REASON)
    taken = _takeable(text, takes)
    before = pieces_of(text.current)  # type: ignore[arg-type]
    after = _keyed(before, checked(pieces))
    if [(each.kind, each.level, each.words) for each in before] == [(p.kind, p.level, p.words) for p in after]:
        raise ValidationError({"note": [_("The text is as it was. Change it, or leave it as it is.")]})
    version, touched = write_version(text, after, by=by, at=at, note=note)
    text.save()
    Suggestion.objects.filter(pk__in=[row.pk for row in taken]).update(taken_in=version)
    _record(events.VERSION_PUBLISHED, text, by, at, passages=touched, version=version.number, taken=taken)
    return text


def _still_current(text: DraftText, seen: int) -> Verdict:
    number = text.current.number if text.current is not None else 0
    if number == seen:
        return ALLOWED
    words = _("Somebody published version %(n)s while you worked. Look at it, and make your changes on it.")
    return Denied("changed_meanwhile", words % {"n": number})


def _takeable(text: DraftText, takes: Iterable[Suggestion]) -> list[Suggestion]:
    """Return the suggestions, held. Raises ValidationError where one was not accepted or is in a version already."""
    wanted = {row.pk for row in takes}
    rows = Suggestion.objects.filter(text=text, pk__in=wanted).select_for_update(no_key=True, of=("self",))
    held = {row.pk for row in rows.order_by("pk")}
    found = list(Suggestion.objects.to_take().filter(pk__in=held).order_by("pk"))
    if {row.pk for row in found} != wanted:
        message = _("One of the suggestions was not accepted, was taken back or is in the text already.")
        raise ValidationError({"takes": [message]})
    return found


def _keyed(before: Sequence[Piece], after: Sequence[Piece]) -> list[Piece]:
    """Return the new text. Raises ValidationError where a key stands twice or was never given."""
    keys = [each.key for each in after if each.key]
    if len(keys) != len(set(keys)) or not set(keys) <= {each.key for each in before}:
        raise ValidationError({"note": [_("The parts of the text do not fit together. Begin again from its page.")]})
    return list(after)


@transaction.atomic
def adopt_text(*, text: DraftText, adoption: str, by: Person, at: datetime) -> DraftText:
    """Adopt the text as it stands: nothing changes in it any more, and it can be signed. Again changes nothing.

    ``adoption`` says how it was adopted and what follows; everybody reads it. Every suggestion has its answer by then.
    """
    text = locked(text)
    if text.state == DraftTextState.ADOPTED:
        return text
    policies.may_adopt(by, text, waiting=Suggestion.objects.filter(text=text).owed().count()).enforce()
    text.adoption = said(adoption, "adoption", least=10, most=LONGEST_ADOPTION)
    text.state, text.adopted_at, text.adopted_by = DraftTextState.ADOPTED, at, by
    text.save()
    _record(events.ADOPTED, text, by, at, version=text.current.number if text.current else 0)
    return text


@transaction.atomic
def reopen_text(*, text: DraftText, by: Person, at: datetime) -> DraftText:
    """Undo an adoption while nobody signed; again changes nothing."""
    text = locked(text)
    if text.state == DraftTextState.OPEN:
        return text
    policies.may_reopen(by, text).enforce()
    text.state, text.adopted_at, text.adopted_by, text.adoption = DraftTextState.OPEN, None, None, ""
    text.save()
    _record(events.REOPENED, text, by, at)
    return text


def _record(
    name: str,
    text: DraftText,
    by: Person,
    at: datetime,
    *,
    passages: Sequence[int] = (),
    taken: Sequence[Suggestion] = (),
    version: int = 0,
) -> None:
    changes = [("passages", pk) for pk in passages] + [("suggestions", row.pk) for row in taken]
    payload = {"text": text.pk, "version": version, "taken": [row.pk for row in taken]}
    record(name, subject=text.subject, by=by, at=at, payload=payload, changes=changes)
