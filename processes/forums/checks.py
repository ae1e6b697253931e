"""What of a forum can be computed, with a proof for each: nobody types whether a council meets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participation.models import Attachment
from participation.web.addresses import absolute
from participation.workdays import local_day
from processes.models import Encounter, Forum, ForumState, Member, Seats

LONGEST = timedelta(days=183)  # the OGP standards: the space meets at least every six months
WINDOW = timedelta(days=365)
RULES = "rules"  # the part of the forum's files
SOCIETY = ("organisations", "public")


@dataclass(frozen=True, slots=True)
class Check:
    """One requirement: whether it holds, why in words, and where that can be seen."""

    name: str
    title: str
    passes: bool
    words: str
    proofs: tuple[tuple[str, str], ...] = ()  # label and path

    def as_json(self) -> dict[str, Any]:
        """Return it as the API gives it."""
        proofs = [{"title": label, "url": absolute(path)} for label, path in self.proofs]
        return {"name": self.name, "title": self.title, "passes": self.passes, "words": self.words, "proofs": proofs}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the checks read, which its page has at hand anyway."""

    sessions: Sequence[Encounter]  # that took place, the latest first
    seats: Sequence[Seats]
    members: Sequence[Member]  # who has a seat now
    rules: Sequence[Attachment]


def facts_of(forum: Forum, at: datetime) -> Facts:
    """Return what the checks read, in four queries."""
    rows: Any = Encounter.objects.public().filter(forum_session__forum=forum).exclude(state="cancelled")
    held = rows.past(at).select_related("subject").defer("subject__search").order_by("-starts_at", "-pk")
    return Facts(
        sessions=list(held),
        seats=list(forum.seats.order_by("pk")),
        members=list(Member.objects.now().filter(forum=forum).for_page()),
        rules=list(rules_of(forum)),
    )


def rules_of(forum: Forum) -> Any:
    """Return the files of its rules, the newest first."""
    rows = Attachment.objects.filter(subject=forum.subject_id, part=RULES, removed_at__isnull=True)
    return rows.order_by("-at", "-pk")


def checks_of(forum: Forum, facts: Facts, at: datetime) -> list[Check]:
    """Return the checks of a forum at a moment; of a closed one, at the moment of its closing."""
    ends = forum.closed_at if forum.state == ForumState.CLOSED and forum.closed_at else at
    with_minutes = [row for row in facts.sessions if row.state == "closed"]
    return [
        _meets(forum, with_minutes, ends),
        _has_minutes(facts.sessions, ends),
        _both(with_minutes, ends),
        _rules(facts),
        _filled(facts.seats),
        _declared(forum, facts.members),
    ]


def _meets(forum: Forum, sessions: Sequence[Encounter], at: datetime) -> Check:
    """Look for the longest time without a session that ended in the last twelve months."""
    last_day = local_day(at)
    days = [forum.installed_on, *sorted(local_day(row.starts_at) for row in sessions), last_day]
    days = [day for day in days if forum.installed_on <= day <= last_day]
    gaps = [(after - before, before, after) for before, after in pairwise(days)]
    recent = [gap for gap in gaps if gap[2] > last_day - WINDOW]
    longest = max(recent, default=(timedelta(0), last_day, last_day))
    told = {"n": longest[0].days, "first": date_format(longest[1]), "last": date_format(longest[2])}
    words = _("In the last twelve months the longest time without a session was %(n)s days: %(first)s to %(last)s.")
    return Check(
        "meets",
        _("It met at least every six months"),
        longest[0] <= LONGEST,
        f"{words % told} {_last_words(sessions)}",
        _proofs(sessions[:2]),
    )


def _last_words(sessions: Sequence[Encounter]) -> str:
    if not sessions:
        return _("No session has its minutes yet.")
    day = date_format(sessions[0].starts_local.date())
    return _("The last session with minutes was on %(day)s.") % {"day": day}


def _has_minutes(sessions: Sequence[Encounter], at: datetime) -> Check:
    """Tell whether the sessions of more than ten days ago have their minutes."""
    due = [row for row in sessions if row.ends_at <= at - timedelta(days=10)]
    missing = [row for row in due if row.state != "closed"]
    if not due:
        words = _("No session took place yet.")
    elif missing:
        words = ngettext(
            "%(n)s session of more than ten days ago has no minutes.",
            "%(n)s sessions of more than ten days ago have no minutes.",
            len(missing),
        ) % {"n": len(missing)}
    else:
        words = ngettext(
            "The minutes of its %(n)s session are published.",
            "The minutes of its %(n)s sessions are published.",
            len(due),
        ) % {"n": len(due)}
    return Check(
        "minutes", _("Its minutes are published"), bool(due) and not missing, words, _proofs(missing[:3] or due[:1])
    )


def _both(sessions: Sequence[Encounter], at: datetime) -> Check:
    """Tell whether government and society were present in each session of the last twelve months."""
    recent = [row for row in sessions if row.starts_at > at - WINDOW]
    lacking = [row for row in recent if not _has_both(row)]
    title = _("Government and society were present")
    if not recent:
        return Check("both_sectors", title, False, _("No session of the last twelve months has its minutes."))
    told = {"n": len(recent) - len(lacking), "total": len(recent)}
    words = _(
        "Both came to %(n)s of the %(total)s sessions of the last twelve months: institutions, and"
        " organisations or people"
        " in their own name."
    )
    return Check("both_sectors", title, not lacking, words % told, _proofs(lacking[:3] or recent[:1]))


def _has_both(row: Encounter) -> bool:
    came = {sector for sector, counts in (row.attendance or {}).items() if counts.get("people")}
    return "government" in came and bool(came & set(SOCIETY))


def _rules(facts: Facts) -> Check:
    proofs = tuple((file.name, f"/archivos/{file.key}/") for file in facts.rules[:2])
    words = (
        _("Anybody can read them here, without an account.") if facts.rules else _("Its rules are not published yet.")
    )
    return Check("rules_public", _("Its rules are public"), bool(facts.rules), words, proofs)


def _filled(seats: Sequence[Seats]) -> Check:
    total, taken = sum(row.seats for row in seats), sum(row.taken for row in seats)
    words = _("%(n)s of %(total)s seats are taken.") % {"n": taken, "total": total}
    empty = [str(row.get_sector_display()) for row in seats if row.taken < row.seats]
    if empty:
        words += " " + _("Seats are free for: %(sectors)s.") % {"sectors": ", ".join(empty)}
    return Check("seats_filled", _("Its seats are filled"), bool(total) and taken == total, words)


def _declared(forum: Forum, members: Sequence[Member]) -> Check:
    given = sum(row.conflict_at is not None for row in members)
    words = _("%(n)s of its %(total)s members gave their declaration.") % {"n": given, "total": len(members)}
    title = _("Its members declared their conflicts of interest")
    proofs = ((_("Its members and what they declared"), f"{forum.subject.path}#integrantes"),)
    return Check("conflicts_declared", title, bool(members) and given == len(members), words, proofs)


def _proofs(rows: Sequence[Encounter]) -> tuple[tuple[str, str], ...]:
    return tuple((row.in_language("title"), row.subject.path) for row in rows)
