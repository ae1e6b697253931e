"""Acts of the machine that looks for repetition and advertising. It puts things before a person; it hides nothing."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max

from participation.comments.models import Comment
from participation.events.models import Event, Relay
from participation.events.record import record
from participation.moderation.detect import links_in, print_of
from participation.moderation.models import Suspicion, TextPrint, Watch
from participation.moderation.registry import Written, written_by, written_names
from participation.people.models import Person
from participation.subjects.models import Subject

CHUNK = 500
REMEMBERED = timedelta(days=7)
BURST_WITHIN = timedelta(hours=1)


@transaction.atomic
def suspect(
    *, subject: Subject, kind: str, at: datetime, comment: Comment | None = None, count: int = 0
) -> Suspicion | None:
    """Put a thing before the moderators because of something that a machine noticed; once while it waits."""
    try:
        with transaction.atomic():
            made = Suspicion.objects.create(subject=subject, comment=comment, kind=kind, count=count, at=at)
    except IntegrityError:  # it waits already
        return None
    record(
        "participation.suspicion.noticed",
        subject=subject,
        by=None,
        at=at,
        payload={"suspicion": made.pk, "kind": kind, "comment": comment.pk if comment else None},
    )
    return made


@transaction.atomic
def watch(*, at: datetime) -> int:
    """Look at what was written since the last time, a chunk at a time; return how many events were looked at.

    The cursor moves in the same transaction as what it found, so that a killed worker loses and repeats nothing. Where
    another worker is looking, nothing is done.
    """
    if not Watch.objects.exists():
        _begin_now()
        return 0
    row = Watch.objects.select_for_update(skip_locked=True).first()
    if row is None:
        return 0
    relays = list(Relay.objects.filter(sequence__gt=row.sequence).select_related("event").order_by("sequence")[:CHUNK])
    if not relays:
        TextPrint.objects.filter(at__lt=at - REMEMBERED).delete()
        return 0
    row.sequence = relays[-1].sequence or row.sequence
    row.save(update_fields=["sequence"])
    recent = [relay.event for relay in relays if _is_of_interest(relay.event, at)]
    for text in sorted(written_by(recent), key=lambda found: (found.at, found.subject_id, found.comment_id or 0)):
        _look(text, at)
    return len(relays)


def _begin_now() -> None:
    """Begin with what is written from now on."""
    last = Relay.objects.aggregate(last=Max("sequence"))["last"] or 0
    Watch.objects.get_or_create(pk=1, defaults={"sequence": last})


def _is_of_interest(event: Event, at: datetime) -> bool:
    """Leave out what is no text, and what was brought in from an earlier time."""
    return event.name in written_names() and event.at >= at - REMEMBERED


def _look(text: Written, at: datetime) -> None:
    digest = print_of(text.text)
    TextPrint.objects.update_or_create(
        subject_id=text.subject_id,
        comment_id=text.comment_id,
        defaults={"digest": digest, "person_id": text.person_id, "at": text.at},
    )
    limits: dict[str, int] = settings.AZOTEA_MODERATION
    links = links_in(text.text)
    if links >= limits["links"]:
        _note(text, Suspicion.Kind.LINKS, links, at)
    if digest:
        _look_for_the_same(text, digest, limits["duplicates"], at)
    _look_for_a_burst(text, limits, at)


def _look_for_the_same(text: Written, digest: str, enough: int, at: datetime) -> None:
    same = list(
        TextPrint.objects.filter(digest=digest, at__gte=text.at - REMEMBERED).order_by("at", "pk")[: enough + 1]
    )
    if len(same) < enough:
        return
    # With the one that makes it too many, the earlier ones are put beside it; later ones come alone.
    for found in same if len(same) == enough else []:
        _note(_as_written(found), Suspicion.Kind.DUPLICATE, enough, at)
    if len(same) > enough:
        count = TextPrint.objects.filter(digest=digest, at__gte=text.at - REMEMBERED).count()
        _note(text, Suspicion.Kind.DUPLICATE, count, at)


def _look_for_a_burst(text: Written, limits: dict[str, int], at: datetime) -> None:
    if text.person_id is None:
        return
    lately = TextPrint.objects.filter(person_id=text.person_id, at__gt=text.at - BURST_WITHIN, at__lte=text.at).count()
    if lately < limits["burst"]:
        return
    young = Person.objects.filter(pk=text.person_id, joined_at__gt=text.at - timedelta(hours=limits["new_hours"]))
    if young.exists():
        _note(text, Suspicion.Kind.BURST, lately, at)


def _as_written(found: TextPrint) -> Written:
    return Written(found.subject_id, found.comment_id, found.person_id, "", found.at)


def _note(text: Written, kind: str, count: int, at: datetime) -> None:
    waiting: Any = Suspicion.objects.filter(subject_id=text.subject_id, comment_id=text.comment_id, kind=kind)
    if waiting.filter(decision__isnull=True).exists():
        return
    subject = Subject.objects.get(pk=text.subject_id)
    comment = Comment.objects.get(pk=text.comment_id) if text.comment_id else None
    suspect(subject=subject, comment=comment, kind=kind, count=count, at=at)
