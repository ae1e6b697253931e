"""Who is told of what happens to proposals."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participation.access import roles
from participation.events.names import leave_out_of_timelines
from participation.events.timeline import title_of
from participation.notifications.registry import (
    Hearers,
    NoticeKind,
    NoticeRule,
    followers_of,
    nobody,
    officials_of,
    one_person,
    register_kinds,
    register_notices,
    register_people,
)
from participation.notifications.rules import CHANGES, WORK, author, stakeholders, titled

if TYPE_CHECKING:
    from participation.models import Event

NEW = NoticeKind(
    "proposals", gettext_lazy("New proposals"), gettext_lazy("In the processes that you follow."), 60, email=False
)


def author_of(subject_id: int) -> Hearers:
    """Return the author of a proposal."""
    from proposals.models import Proposal

    return Hearers("author", Proposal.objects.filter(subject_id=subject_id), "author_id", "")


def coauthors_of(subject_id: int) -> Hearers:
    """Return the co-authors of a proposal, who hear what its author hears."""
    from proposals.coauthors import signing

    return Hearers("author", signing().filter(proposal__subject_id=subject_id))


def organisation_of(subject_id: int) -> Hearers:
    """Return who represents the organisation in whose name a proposal stands: they hear what its author hears."""
    from participation.models import Representation

    return Hearers("author", Representation.objects.now().filter(organisation__proposals__subject_id=subject_id))


def supporters_of(subject_id: int) -> Hearers:
    """Return the people who support a proposal."""
    from proposals.models import Support

    return Hearers("supporter", Support.objects.filter(proposal__subject_id=subject_id))


def _published_hearers(event: "Event") -> Iterable[Hearers]:
    """Return the author, where a moderator published it, and the followers of the process and of the organisation."""
    from participation.models import Follow

    if event.subject is None:
        return
    yield author_of(event.subject.pk)
    yield coauthors_of(event.subject.pk)
    yield followers_of(event.subject, ancestors=True, kind=NEW.name)
    if organisation := event.payload.get("organisation"):
        yield Hearers("follower", Follow.objects.filter(subject__organisation=organisation), kind=NEW.name)


def _published_title(event: "Event", reason: str) -> str:
    if reason == "author":
        return titled(_("Your proposal “%(title)s” is published"), event)
    return titled(_("New proposal: %(title)s"), event)


def _waiting_hearers(event: "Event") -> Iterable[Hearers]:
    return [officials_of(event.subject, roles.MODERATORS)]


def _waiting_title(event: "Event", reason: str) -> str:
    return titled(_("“%(title)s” waits to be read before it is published"), event)


def _government_hearers(event: "Event") -> Iterable[Hearers]:
    """Return the followers of the process and of the institution that proposes."""
    from participation.models import Follow

    if event.subject is not None:
        yield followers_of(event.subject, ancestors=True, kind=NEW.name)
        rows = Follow.objects.filter(subject__institution=event.payload.get("institution"))
        yield Hearers("follower", rows, kind=NEW.name)


def _government_title(event: "Event", reason: str) -> str:
    return titled(_("The government proposes, before it decides: %(title)s"), event)


def _step_title(event: "Event", reason: str) -> str:
    return titled(_("“%(title)s”: %(step)s"), event, step=title_of(event.payload))


def _step_body(event: "Event", reason: str) -> str:
    return str(event.payload.get("reason") or "")


def _returned_title(event: "Event", reason: str) -> str:
    return titled(_("Your proposal “%(title)s” was returned to you"), event)


def _returned_body(event: "Event", reason: str) -> str:
    words = str(event.payload.get("reason") or "")
    how = _("You can correct it and hand it in again.")
    return f"{_('The reason: %(reason)s') % {'reason': words}}\n\n{how}" if words else how


def _edited_title(event: "Event", reason: str) -> str:
    return titled(_("The author changed “%(title)s”"), event)


def _changes_path(event: "Event", reason: str) -> str:
    return f"/temas/{event.subject_id}/cambios/"


def _withdrawn_title(event: "Event", reason: str) -> str:
    return titled(_("The author withdrew “%(title)s”"), event)


def _given_here(event: "Event") -> Iterable[Hearers]:
    """Return the author, the followers and everybody who supported it, wherever their support counts now."""
    from proposals.models import Support

    if event.subject is None:
        return
    yield author_of(event.subject.pk)
    pk = event.subject.pk
    supports = Support.objects.filter(Q(proposal__subject_id=pk) | Q(came_from__subject_id=pk))
    yield Hearers("supporter", supports)
    yield followers_of(event.subject)


def _merged_title(event: "Event", reason: str) -> str:
    if reason == "author":
        return titled(_("Your proposal “%(title)s” was joined to another"), event)
    return titled(_("“%(title)s” was joined to another"), event)


def _merged_body(event: "Event", reason: str) -> str:
    kept = _("Your support counts there now, once.") if reason == "supporter" else ""
    words = _("It goes on in “%(into)s”. The reason: %(reason)s") % {
        "into": event.payload.get("title", ""), "reason": event.payload.get("reason", "")
    }  # fmt: skip
    return "\n\n".join(filter(None, [words, kept]))


def _joined_title(event: "Event", reason: str) -> str:
    return titled(_("Other proposals were joined to “%(title)s”"), event)


def _divided_title(event: "Event", reason: str) -> str:
    return titled(_("“%(title)s” was divided into parts"), event)


def _divided_body(event: "Event", reason: str) -> str:
    words = _("The reason: %(reason)s") % {"reason": event.payload.get("reason", "")}
    if reason != "supporter":
        return words
    kept = _("Your support counts on each part. If you do not want one of them, take it back there.")
    return f"{words}\n\n{kept}"


def _restored_title(event: "Event", reason: str) -> str:
    return titled(_("“%(title)s” stands by itself again"), event)


def _restored_body(event: "Event", reason: str) -> str:
    words = _("The reason: %(reason)s") % {"reason": event.payload.get("reason", "")}
    return "\n\n".join(filter(None, [words, _("Supports are as they were before.") if reason == "supporter" else ""]))


def _reason_body(event: "Event", reason: str) -> str:
    return _("The reason: %(reason)s") % {"reason": event.payload.get("reason", "")}


def _signed_title(event: "Event", reason: str) -> str:
    return titled(_("Somebody whom you invited signs “%(title)s” with you"), event)


def _left_title(event: "Event", reason: str) -> str:
    return titled(_("A co-author left “%(title)s”"), event)


def _undone_title(event: "Event", reason: str) -> str:
    return titled(_("“%(title)s” was taken back: it had been written down by mistake"), event)


def _undone_hearers(event: "Event") -> Iterable[Hearers]:
    return [one_person("account", event.payload.get("person"))]


def _support_undone_title(event: "Event", reason: str) -> str:
    return titled(_("Your support for “%(title)s” was taken back: it had been noted by mistake"), event)


def _removed_hearers(event: "Event") -> Iterable[Hearers]:
    return [one_person("account", event.payload.get("person"))]


def _removed_title(event: "Event", reason: str) -> str:
    return titled(_("The author of “%(title)s” took you off its authors"), event)


def _handed_over_title(event: "Event", reason: str) -> str:
    return titled(_("The author of “%(title)s” closed their account: it goes on with those who sign it"), event)


def _handed_over_body(event: "Event", reason: str) -> str:
    return _("Whoever signed first after the author does from now on what the author did.")


def register() -> None:
    """Register kinds and rules of proposals."""
    register_kinds(NEW)
    register_people("proposal", author_of, coauthors_of, organisation_of, supporters_of)
    register_notices(
        NoticeRule("proposals.proposal.published", CHANGES.name, _published_hearers, _published_title),
        NoticeRule("proposals.government.published", CHANGES.name, _government_hearers, _government_title),
        NoticeRule("proposals.step.set", CHANGES.name, stakeholders, _step_title, _step_body),
        NoticeRule("proposals.proposal.handed_in", WORK.name, _waiting_hearers, _waiting_title),
        NoticeRule("proposals.proposal.returned", CHANGES.name, author, _returned_title, _returned_body),
        NoticeRule("proposals.proposal.edited", CHANGES.name, stakeholders, _edited_title, path=_changes_path),
        NoticeRule("proposals.proposal.merged", CHANGES.name, _given_here, _merged_title, _merged_body),
        NoticeRule("proposals.proposal.joined", CHANGES.name, stakeholders, _joined_title, _reason_body),
        NoticeRule("proposals.proposal.divided", CHANGES.name, _given_here, _divided_title, _divided_body),
        NoticeRule("proposals.proposal.restored", CHANGES.name, _given_here, _restored_title, _restored_body),
        NoticeRule("proposals.coauthor.joined", CHANGES.name, author, _signed_title),
        NoticeRule("proposals.coauthor.left", CHANGES.name, author, _left_title),
        NoticeRule("proposals.coauthor.removed", CHANGES.name, _removed_hearers, _removed_title),
        NoticeRule("proposals.proposal.handed_over", CHANGES.name, author, _handed_over_title, _handed_over_body),
        NoticeRule("proposals.proposal.undone", CHANGES.name, stakeholders, _undone_title, _reason_body),
        NoticeRule(
            "proposals.proposal.support_undone", CHANGES.name, _undone_hearers, _support_undone_title, _reason_body
        ),
        NoticeRule("proposals.proposal.withdrawn", CHANGES.name, stakeholders, _withdrawn_title),
    )
    nobody(
        "proposals.step.cleared",
        "proposals.proposal.part_published",
        "proposals.proposal.separated",
        "proposals.proposal.drafted",
        "proposals.proposal.draft_saved",
        "proposals.proposal.draft_discarded",
        "proposals.proposal.imported",
        "proposals.proposal.import_updated",
        "proposals.proposal.supported",
        "proposals.proposal.support_withdrawn",
    )
    # The page counts the supports; a line for each would bury what else happened.
    leave_out_of_timelines("proposals.proposal.supported", "proposals.proposal.support_withdrawn")
    leave_out_of_timelines("proposals.proposal.support_undone")
