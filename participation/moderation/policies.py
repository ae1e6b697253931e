"""Who may report, decide, appeal, decide on an appeal, block an account, and change the house rules."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from participation.access import roles
from participation.access.models import Role
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from participation.moderation.models import Appeal, Block, Decision, Part
from participation.moderation.things import HIDDEN, SHOWN, Thing, thing_of
from participation.subjects.registry import kind_of
from participation.subjects.visibility import is_shown

if TYPE_CHECKING:
    from participation.models import Comment, Person, Subject

DECIDED = Denied("already_decided", gettext_lazy("Somebody decided on this in the meantime. Look at it once more."))


# --- Reports ----------------------------------------------------------------------------------------------------------


def may_flag(
    person: "Person | None",
    subject: "Subject",
    comment: "Comment | None" = None,
    *,
    at: datetime,
    part: str = Part.TEXT.value,
) -> Verdict:
    """Ask whether the person may report a public thing that is not their own."""
    thing = Thing(subject, comment, part)
    if not _is_in_view(thing):
        return Denied("not_shown", _("This is not shown to anybody now, so it need not be reported."))
    if comment is None and part == Part.TEXT and not kind_of(subject).may_flag:
        return Denied("not_flagged", _("Reports are not taken on this."))
    return first_denial(lambda: roles.may_take_part(person, at=at), lambda: _not_own(person, thing))


def _is_in_view(thing: Thing) -> bool:
    if not is_shown(thing.subject) or (thing.comment and Thing(thing.subject, thing.comment).state() != SHOWN):
        return False
    return thing.part == Part.TEXT or thing.state() == SHOWN


def _not_own(person: "Person | None", thing: Thing) -> Verdict:
    if thing.is_own(person):
        return Denied("own_content", _("You wrote this yourself. You can withdraw it or correct it."))
    return ALLOWED


def is_own(person: "Person | None", subject: "Subject", comment: "Comment | None") -> bool:
    """Tell whether the person wrote the thing."""
    return Thing(subject, comment).is_own(person)


# --- Decisions --------------------------------------------------------------------------------------------------------


def may_moderate(
    person: "Person | None",
    subject: "Subject",
    comment: "Comment | None" = None,
    part: str = Part.TEXT.value,
) -> Verdict:
    """Ask whether the person may decide on a thing: a moderator or steward of its place, never its author."""
    return may_moderate_thing(person, Thing(subject, comment, part))


def may_moderate_thing(person: "Person | None", thing: Thing) -> Verdict:
    """Ask the same of a thing that was read already."""
    working = roles.may_work_as(person, roles.MODERATORS, thing.subject)
    if not working:
        return working
    if thing.concerns(person):
        return Denied("own_content", _("You wrote this yourself, so somebody else must decide on it."))
    guard = kind_of(thing.subject).moderated
    return guard(person, thing) if guard is not None else ALLOWED


def may_decide(
    person: "Person | None",
    subject: "Subject",
    outcome: str,
    comment: "Comment | None" = None,
    part: str = Part.TEXT.value,
) -> Verdict:
    """Ask whether the person may decide this now: hide what is shown, show again what is hidden."""
    thing = Thing(subject, comment, part)
    allowed = may_moderate_thing(person, thing)
    if not allowed:
        return allowed
    return ALLOWED if outcome in outcomes_of(thing) else DECIDED


def outcomes_of(thing: Thing) -> list[str]:
    """Return what can be decided on a thing as it stands."""
    state = thing.state()
    if state == HIDDEN:
        return [Decision.Outcome.RESTORE.value]
    if state == SHOWN:
        return [Decision.Outcome.KEEP.value, Decision.Outcome.HIDE.value]
    return [Decision.Outcome.KEEP.value]


# --- Appeals ----------------------------------------------------------------------------------------------------------


def appeal_days() -> int:
    """Return for how many days a decision can be appealed."""
    return int(settings.AZOTEA_MODERATION["appeal_days"])


def _in_time(since: datetime, at: datetime) -> Verdict:
    days = appeal_days()
    if at <= since + timedelta(days=days):
        return ALLOWED
    message = ngettext(
        "An appeal can be made for %(n)s day after the decision.",
        "An appeal can be made for %(n)s days after the decision.",
        days,
    )
    return Denied("too_late", message % {"n": days})


def may_appeal(person: "Person | None", decision: Decision, *, at: datetime) -> Verdict:
    """Ask whether the person may appeal: its author, once, while it is hidden by this decision; blocked or not."""
    return first_denial(
        lambda: roles.may_be_signed_in(person),
        lambda: _is_of_author(person, decision),
        lambda: _stands(decision),
        lambda: _not_appealed(Appeal.objects.filter(decision=decision).exists()),
        lambda: _in_time(decision.at, at),
    )


def _is_of_author(person: "Person | None", decision: Decision) -> Verdict:
    if person is not None and thing_of(decision).author_id == person.pk:
        return ALLOWED
    return Denied("not_author", _("Only whoever wrote what was hidden can appeal."))


def _stands(decision: Decision) -> Verdict:
    later = thing_of(decision).rows(Decision).filter(pk__gt=decision.pk)
    if decision.outcome == Decision.Outcome.HIDE and thing_of(decision).state() == HIDDEN and not later.exists():
        return ALLOWED
    return Denied("not_hidden", _("This decision hides nothing now, so there is nothing to appeal."))


def _not_appealed(done: bool) -> Verdict:
    return (
        Denied("already_appealed", _("You have appealed already. You will be told what comes of it."))
        if done
        else ALLOWED
    )


def may_appeal_block(person: "Person | None", block: Block, *, at: datetime) -> Verdict:
    """Ask whether the person may appeal against the block of their account, once, while it is in force."""
    if person is None or block.person_id != person.pk:
        return Denied("not_author", _("Only whose account it is can appeal."))
    if block.lifted_at or (block.until and block.until <= at):
        return Denied("not_blocked", _("Your account is not blocked any more."))
    return first_denial(
        lambda: roles.may_be_signed_in(person),
        lambda: _not_appealed(Appeal.objects.filter(block=block).exists()),
        lambda: _in_time(block.at, at),
    )


def may_decide_appeal(person: "Person | None", appeal: Appeal) -> Verdict:
    """Ask whether the person may decide on an appeal: a moderator of the place who did not make the decision."""
    subject = appeal.decision.subject if appeal.decision else None
    working = roles.may_work_as(person, roles.MODERATORS, subject)
    if not working:
        return working
    assert person is not None
    first = appeal.decision.by_id if appeal.decision else appeal.block.by_id if appeal.block else None
    if first == person.pk:
        return Denied("own_decision", _("You made this decision, so somebody else must look at the appeal."))
    if appeal.person_id == person.pk or (appeal.decision and thing_of(appeal.decision).concerns(person)):
        return Denied("own_content", _("This is about you, so somebody else must decide on it."))
    return Denied(DECIDED.code, DECIDED.message) if appeal.outcome else ALLOWED


# --- Blocked accounts -------------------------------------------------------------------------------------------------


def may_block(by: "Person | None", person: "Person") -> Verdict:
    """Ask whether an official may block an account: only moderators of the whole installation, since it holds there."""
    working = may_see_blocks(by)
    if not working:
        return working
    if by is not None and by.pk == person.pk:
        return Denied("own_account", _("This is your own account."))
    if person.erased_at:
        return Denied("account_closed", _("This account is closed."))
    official = person.is_superuser or Role.objects.filter(person=person, ended_at__isnull=True).exists()
    if official:
        return Denied("is_official", _("This account has a role. Its roles must end before it can be blocked."))
    return ALLOWED


def may_see_blocks(by: "Person | None") -> Verdict:
    """Ask whether an official may see and change which accounts are blocked."""
    return roles.may_work_as(by, roles.MODERATORS, None)


def may_lift_block(by: "Person | None", block: Block) -> Verdict:
    """Ask whether an official may let an account take part again."""
    working = may_see_blocks(by)
    if not working:
        return working
    if by is not None and by.pk == block.person_id:
        return Denied("own_account", _("This is your own account."))
    return Denied("not_blocked", _("This account is not blocked.")) if block.lifted_at else ALLOWED


# --- House rules ------------------------------------------------------------------------------------------------------


def may_edit_rules(by: "Person | None") -> Verdict:
    """Ask whether an official may change the house rules: a steward of the whole installation."""
    return roles.may_work_as(by, roles.STEWARDS, None)
