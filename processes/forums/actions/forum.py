"""Acts on forums: prepared, changed, given its seats, published, closed, opened again."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.events.record import record
from participation.subjects.actions import create_subject, update_subject
from participation.versions.actions import add_version
from processes.actions.shared import assign, clean_translations, free_slug
from processes.forums import events, policies
from processes.forums.actions.common import day_of, lock, reason_of, texts, write_down
from processes.models import Forum, ForumKind, ForumSector, ForumState, Seats

if TYPE_CHECKING:
    from participation.models import Institution, Person, Territory
    from processes.models import Component

MOST_SEATS = 500
PLACES = ("territory", "component")


@transaction.atomic
def create_forum(
    *,
    institution: "Institution",
    kind: str,
    title: str,
    remit: str,
    by: "Person",
    at: datetime,
    installed_on: date | None = None,
    territory: "Territory | None" = None,
    component: "Component | None" = None,
    translations: dict[str, dict[str, str]] | None = None,
    slug: str = "",
    is_sample: bool = False,
) -> Forum:
    """Begin a forum as a draft that only officials see. Raises ActDenied, and ValidationError by field."""
    policies.may_create(by, institution).enforce()
    given = _checked(kind, {"title": title, "remit": remit}, installed_on, translations, at)
    taken = Forum.objects.values_list("slug", flat=True)
    row = Forum(
        institution=institution, territory=territory, component=component, created_by=by, created_at=at, **given
    )
    row.slug = free_slug(slug or row.title, taken=taken, limit=80, fallback="foro")
    row.is_sample = is_sample
    row.subject = create_subject(
        kind="forum",
        title=row.title,
        titles=row.in_other_languages("title"),
        summary=_summary(row),
        path=f"/foros/{row.slug}/",
        at=at,
        parent=institution.subject,
        territory=territory,
        text=_search_text(row),
    )
    row.save()
    write_down(events.CREATED, row, by, at)
    return row


@transaction.atomic
def update_forum(
    *,
    forum: Forum,
    kind: str,
    title: str,
    remit: str,
    by: "Person",
    at: datetime,
    installed_on: date | None = None,
    territory: "Territory | None" = None,
    component: "Component | None" = None,
    translations: dict[str, dict[str, str]] | None = None,
) -> Forum:
    """Change what a forum says of itself; former texts stay as versions. The same again changes nothing."""
    forum = lock(forum)
    policies.may_run(by, forum).enforce()
    told = forum.translations if translations is None else _with_declaration(forum, translations)
    given = _checked(kind, {"title": title, "remit": remit}, installed_on or forum.installed_on, told, at)
    before, after = assign(forum, {**given, "territory": territory, "component": component})
    if not after:
        return forum
    forum.save()
    _tell_subject(forum, at)
    if forum.state != ForumState.DRAFT:
        add_version(subject=forum.subject, data=_told(forum), by=by, at=at)
    write_down(events.UPDATED, forum, by, at, before=_plain(before), after=_plain(after))
    return forum


@transaction.atomic
def set_seats(*, forum: Forum, seats: dict[str, tuple[int, int]], by: "Person", at: datetime) -> Forum:
    """Say how many seats and alternates each sector has; a sector with neither has none. The same changes nothing.

    Raises ActDenied, and ValidationError where more are taken than would be left.
    """
    forum = lock(forum)
    policies.may_run(by, forum).enforce()
    wanted = {name: pair for name, pair in seats.items() if any(pair)}
    if set(wanted) - set(ForumSector.values):
        raise ValidationError(_("Choose one of the sectors."))
    if any(not 0 <= n <= MOST_SEATS for pair in wanted.values() for n in pair):
        raise ValidationError(_("Between 0 and %(limit)s seats.") % {"limit": MOST_SEATS})
    kept = {row.sector: row for row in Seats.objects.filter(forum=forum)}
    before = {name: [row.seats, row.alternates] for name, row in kept.items() if row.seats or row.alternates}
    after = {name: list(pair) for name, pair in wanted.items()}
    if before == after:
        return forum
    for sector in {*kept, *wanted}:
        _set_one(forum, kept.get(sector), sector, wanted.get(sector, (0, 0)))
    write_down(events.SEATS_SET, forum, by, at, before=dict(sorted(before.items())), after=dict(sorted(after.items())))
    return forum


def _set_one(forum: Forum, row: Seats | None, sector: str, pair: tuple[int, int]) -> None:
    """Keep the seats of one sector; a row stays where members of the past point to it."""
    if row is None:
        Seats.objects.create(forum=forum, sector=sector, seats=pair[0], alternates=pair[1])
        return
    if pair[0] < row.taken or pair[1] < row.alternates_taken:
        words = _("%(sector)s: %(n)s seats and %(alternates)s alternates are taken. Leave at least as many.")
        told = {"sector": row.get_sector_display(), "n": row.taken, "alternates": row.alternates_taken}
        raise ValidationError(words % told)
    Seats.objects.filter(pk=row.pk).update(seats=pair[0], alternates=pair[1])


@transaction.atomic
def publish_forum(*, forum: Forum, by: "Person", at: datetime) -> Forum:
    """Show a forum to everybody; shown already it stays so. Raises ActDenied, and ValidationError without seats."""
    forum = lock(forum)
    if forum.state == ForumState.PUBLISHED:
        policies.may_run(by, forum).enforce()
        return forum
    policies.may_publish(by, forum).enforce()
    if not forum.seats.filter(seats__gt=0).exists():
        raise ValidationError(_("Say first which seats it has."))
    forum.state, forum.published_at = ForumState.PUBLISHED, at
    forum.save(update_fields=["state", "published_at"])
    update_subject(subject=forum.subject, at=at, state="published")
    add_version(subject=forum.subject, data=_told(forum), by=by, at=at)
    members = [("forum_members", pk) for pk in forum.members.values_list("pk", flat=True).order_by("pk")]
    record(events.PUBLISHED, subject=forum.subject, by=by, at=at, payload={"forum": forum.pk}, changes=members)
    return forum


@transaction.atomic
def close_forum(*, forum: Forum, reason: str, by: "Person", at: datetime) -> Forum:
    """Say that a forum ended its work, and why; what it did stays in view. Again changes nothing."""
    forum = lock(forum)
    if forum.state == ForumState.CLOSED:
        return forum
    policies.may_show(by, forum).enforce()
    if forum.calls.filter(decided_at__isnull=True).exists():
        raise ValidationError(_("A call has no result yet: publish it first, so that nobody waits in vain."))
    forum.close_reason = reason_of(Forum, "close_reason", reason)
    forum.state, forum.closed_at = ForumState.CLOSED, at
    forum.save(update_fields=["state", "closed_at", "close_reason"])
    write_down(events.CLOSED, forum, by, at, reason=forum.close_reason)
    return forum


@transaction.atomic
def reopen_forum(*, forum: Forum, by: "Person", at: datetime) -> Forum:
    """Undo a closing, with the members that it had. Again changes nothing."""
    forum = lock(forum)
    if forum.state == ForumState.PUBLISHED:
        return forum
    policies.may_reopen(by, forum).enforce()
    forum.state, forum.closed_at, forum.close_reason = ForumState.PUBLISHED, None, ""
    forum.save(update_fields=["state", "closed_at", "close_reason"])
    write_down(events.REOPENED, forum, by, at)
    return forum


def _checked(
    kind: str, words: dict[str, str], installed_on: date | None, translations: Any, at: datetime
) -> dict[str, Any]:
    if kind not in ForumKind.values:
        raise ValidationError({"kind": _("Choose one of the options.")})
    given: dict[str, Any] = texts(Forum, words, needed=("title", "remit"), lines=("title",))
    given |= {"kind": kind, "installed_on": day_of(installed_on, at, "installed_on")}
    return given | {"translations": clean_translations(Forum, translations, rich=set())}


def _with_declaration(forum: Forum, translations: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """Return translations with those of the declaration, which has an act of its own."""
    kept = {code: {"declaration": t["declaration"]} for code, t in forum.translations.items() if "declaration" in t}
    return {code: {**kept.get(code, {}), **translations.get(code, {})} for code in {*kept, *translations}}


def _tell_subject(forum: Forum, at: datetime) -> None:
    update_subject(
        subject=forum.subject,
        at=at,
        title=forum.title,
        titles=forum.in_other_languages("title"),
        summary=_summary(forum),
        territory=forum.territory,
        text=_search_text(forum),
    )


def _summary(forum: Forum) -> str:
    flat = " ".join(forum.remit.split())
    return flat if len(flat) <= 220 else flat[:220].rsplit(" ", 1)[0] + "…"


def _told(forum: Forum) -> dict[str, str]:
    """Return what its versions keep."""
    kept = {"title": forum.title, "remit": forum.remit, "declaration": forum.declaration}
    kept["installed_on"] = forum.installed_on.isoformat()
    for language, fields in sorted(forum.translations.items()):
        kept |= {f"{name}_{language}": text for name, text in sorted(fields.items())}
    return kept


def keep_version(forum: Forum, by: "Person", at: datetime) -> None:
    """Keep what a forum says now, within an act that holds it."""
    add_version(subject=forum.subject, data=_told(forum), by=by, at=at)


def _search_text(forum: Forum) -> str:
    own = [forum.remit, forum.declaration]
    return " ".join([*own, *(text for fields in forum.translations.values() for text in fields.values())])


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
