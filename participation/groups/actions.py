"""Acts on lists: made and changed by officials, filled from a file, and a place taken by whoever it means."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participation.access.verdict import Denied
from participation.events.record import record
from participation.groups import policies
from participation.groups.importer import Sealed
from participation.groups.models import PersonGroup, PersonGroupMember
from participation.groups.seals import Sealer
from participation.imports.actions import apply_plan
from participation.imports.errors import ImportRefused, RowError
from participation.imports.frame import Plan, Report, SourceFile, Step
from participation.verification.pepper import generation
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from participation.models import ImportBatch, Person

CHUNK = 2000
NOT_ON_IT = Denied(
    "not_on_list",
    gettext_lazy(
        "We do not find you on this list. If you have a code, write it; else ask whoever runs the activity which"
        " e-mail, mobile number or document of yours they wrote down, and add that one to your account."
    ),
)
NO_SUCH_CODE = Denied("not_on_list", gettext_lazy("This code is not on the list. Read it again, letter by letter."))
TAKEN = Denied(
    "place_taken",
    gettext_lazy(
        "Another account already has this place on the list. If it is not yours, ask whoever runs the activity."
    ),
)


@transaction.atomic
def create_group(*, name: str, by: "Person", at: datetime, about: str = "", is_offered: bool = True) -> PersonGroup:
    """Make an empty list. Raises ActDenied or ValidationError."""
    policies.may_keep_groups(by, at=at).enforce()
    group = PersonGroup(name=_name(name), about=tidy(about), is_offered=is_offered, made_by=by, made_at=at)
    group.clean_fields()
    group.save()
    record(
        "groups.group.created",
        subject=None,
        by=by,
        at=at,
        payload={"group": group.pk},
        after={"name": group.name, "about": group.about, "is_offered": is_offered},
    )
    return group


@transaction.atomic
def update_group(
    *, group: PersonGroup, name: str, about: str, is_offered: bool, by: "Person", at: datetime
) -> PersonGroup:
    """Change what a list is called, what it is, and whether new rules may name it. Raises as creating it does."""
    policies.may_keep_groups(by, at=at).enforce()
    fresh = PersonGroup.objects.select_for_update().get(pk=group.pk)
    before = {"name": fresh.name, "about": fresh.about, "is_offered": fresh.is_offered}
    fresh.name, fresh.about, fresh.is_offered = _name(name, fresh.pk), tidy(about), is_offered
    after = {"name": fresh.name, "about": fresh.about, "is_offered": fresh.is_offered}
    if before == after:
        return fresh
    fresh.clean_fields()
    fresh.save(update_fields=list(after))
    record(
        "groups.group.updated",
        subject=None,
        by=by,
        at=at,
        payload={"group": fresh.pk},
        before=before,
        after=after,
    )
    return fresh


def _name(text: str, but: int | None = None) -> str:
    name = tidy(text)
    if not name:
        raise ValidationError({"name": _("A list needs a name.")})
    if PersonGroup.objects.filter(name__iexact=name).exclude(pk=but).exists():
        raise ValidationError({"name": _("There is a list with this name. Choose another one.")})
    return name


@transaction.atomic
def import_group(*, group: PersonGroup, sealed: Sealed, whole: bool, by: "Person", at: datetime) -> Report:
    """Add the places of a file that was read and sealed, all or none; with ``whole`` those not in it are taken off.

    Who is on the list already stays as they are. Raises ActDenied, and ImportRefused where the seals are of before a
    rotation of the identity key, or of another list.
    """
    policies.may_keep_groups(by, at=at).enforce()
    PersonGroup.objects.select_for_update().get(pk=group.pk)
    if sealed.group != group.pk or sealed.generation != generation(hold=True):
        raise ImportRefused([RowError(0, "", _("The file is no longer here. Choose it again."))])
    report = apply_plan(plan=plan_group(group=group, sealed=sealed, whole=whole, at=at), by=by, at=at)
    if report.batch is not None:
        record(
            "groups.group.imported",
            subject=None,
            by=by,
            at=at,
            payload={"group": group.pk, "added": report.created, "removed": report.updated, "batch": report.batch.pk},
        )
    return report


def plan_group(*, group: PersonGroup, sealed: Sealed, whole: bool, at: datetime) -> Plan:
    """Return what an import would do: places to create, those there already, and (as changes) those taken off."""
    there = set(group.places.values_list("digest", flat=True))
    new = [(row, kind, digest) for row, kind, digest in sealed.rows if digest not in there]
    gone = there - {digest for _row, _kind, digest in sealed.rows} if whole else set()
    steps = [
        Step(row, "same" if digest in there else "create", str(kind_label(kind))) for row, kind, digest in sealed.rows
    ]
    steps += [Step(0, "update", _("place to be taken off")) for _digest in gone]

    def finish(batch: "ImportBatch") -> None:
        _fill(group, new, gone, batch, at)

    file = SourceFile(sealed.file_name, b"", sealed.source, "")
    return Plan(kind="groups", file=file, steps=steps, notices=sealed.notices, finish=finish)


def _fill(
    group: PersonGroup, new: list[tuple[int, str, str]], gone: set[str], batch: "ImportBatch", at: datetime
) -> None:
    """Write what a plan says, within the transaction of the import."""
    rows = [
        PersonGroupMember(group=group, kind=kind, digest=digest, added_at=at, batch=batch) for _row, kind, digest in new
    ]
    PersonGroupMember.objects.bulk_create(rows, batch_size=CHUNK)
    group.places.filter(digest__in=gone).delete()


def kind_label(kind: str) -> str:
    """Return what a place was sealed from, in words."""
    from participation.groups.models import PlaceKind

    return str(PlaceKind(kind).label)


@transaction.atomic
def join_group(*, group: PersonGroup, by: "Person", at: datetime, code: str = "") -> PersonGroupMember:
    """Take the place on a list that means this person: by a code, else by what is known to be theirs.

    The place is theirs from then on: whoever comes with the same thing on another account is refused. Raises ActDenied,
    and ValidationError for what cannot be a code.
    """
    policies.may_join(by, group, at=at).enforce()
    seals = Sealer(group, hold=True).of_person(by, code)
    rows = group.places.select_for_update().filter(digest__in=seals).order_by(F("person").desc(nulls_first=True), "pk")
    place = rows.first()
    if place is None:
        (NO_SUCH_CODE if code else NOT_ON_IT).enforce()
    assert place is not None
    if place.person_id is not None:
        TAKEN.enforce()
    place.person, place.taken_at = by, at
    try:
        with transaction.atomic():
            place.save(update_fields=["person", "taken_at"])
    except IntegrityError:  # the same person, in two windows, by two things of theirs
        policies.ALREADY.enforce()
    record("groups.place.taken", subject=None, by=by, at=at, payload={"group": group.pk})
    return place


@transaction.atomic
def transfer_places(*, former: "Person", to: "Person", at: datetime) -> None:
    """Let the places of a deleted account go over to the new account of the same verified person."""
    mine = PersonGroupMember.objects.filter(person=to).values("group")
    PersonGroupMember.objects.filter(person=former).exclude(group__in=mine).update(person=to)
