"""Who creates and runs forums, hands a candidacy in, decides on it, signs the declaration, and leaves."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participation.access import roles
from participation.access.eligibility import asks_verification, check
from participation.access.verdict import ALLOWED, Denied, Remedy, Verdict, first_denial
from participation.organisations.policies import may_speak_for, represents
from participation.subjects.visibility import is_shown
from participation.verification.querysets import accounts_of
from processes.models import Candidacy, CandidacyState, ForumState, Member

if TYPE_CHECKING:
    from participation.models import Institution, Organisation, Person, Subject
    from processes.models import Adherence, Encounter, Forum, ForumCall


SIGNED = Denied(
    "signed",
    gettext_lazy("Somebody signed these words already, so they stand. Write another declaration in another forum."),
)


def may_create(person: "Person | None", institution: "Institution | None") -> Verdict:
    """Tell whether somebody may make a forum of an institution: its stewards."""
    return roles.may_work_as(person, roles.STEWARDS, institution.subject if institution else None)


def may_run(person: "Person | None", forum: "Forum") -> Verdict:
    """Tell whether somebody runs a forum: its stewards, until it is closed."""
    return first_denial(
        lambda: roles.may_work_as(person, roles.STEWARDS, forum.subject),
        lambda: (
            Denied("closed", _("This forum is closed. What it did stays public. Open it again to change it."))
            if forum.state == ForumState.CLOSED
            else ALLOWED
        ),
    )


def may_keep_agreements(person: "Person | None", subject: "Subject") -> Verdict:
    """Tell whether somebody keeps the agreements made in a forum, closed or not: its stewards."""
    return roles.may_work_as(person, roles.STEWARDS, subject)


def may_publish(person: "Person | None", forum: "Forum") -> Verdict:
    """Tell whether a draft may be published."""
    return first_denial(
        lambda: may_run(person, forum),
        lambda: (
            ALLOWED if forum.state == ForumState.DRAFT else Denied("not_a_draft", _("This forum is published already."))
        ),
    )


def may_reopen(person: "Person | None", forum: "Forum") -> Verdict:
    """Tell whether a closed forum may be opened again."""
    return first_denial(
        lambda: roles.may_work_as(person, roles.STEWARDS, forum.subject),
        lambda: ALLOWED if forum.state == ForumState.CLOSED else Denied("not_closed", _("This forum is not closed.")),
    )


def may_show(person: "Person | None", forum: "Forum") -> Verdict:
    """Tell whether something of a forum may be announced to everybody: it is published, and they run it."""
    return first_denial(
        lambda: may_run(person, forum),
        lambda: (
            ALLOWED
            if forum.state == ForumState.PUBLISHED
            else Denied("is_draft", _("Publish the forum first: until then nobody finds it."))
        ),
    )


def may_add_session(person: "Person | None", forum: "Forum", encounter: "Encounter") -> Verdict:
    """Tell whether an encounter may be named a session: it is announced, and they run both."""
    return first_denial(
        lambda: may_show(person, forum),
        lambda: roles.may_work_as(person, roles.STEWARDS, encounter.subject),
        lambda: (
            ALLOWED
            if encounter.state in {"published", "closed"}
            else Denied("not_announced", _("Only an encounter that is announced, or has its minutes, is a session."))
        ),
    )


def is_open(call: "ForumCall", at: datetime) -> Verdict:
    """Tell whether a call takes candidacies at a moment; the clock decides."""
    if call.forum.state != ForumState.PUBLISHED or not is_shown(call.forum.subject):
        return Denied("forum_closed", _("This forum does not take candidacies now."))
    if call.decided_at is not None:
        return Denied("decided", _("The result of this call is published."))
    if at < call.opens_at:
        return Denied("not_yet", _("This call opens on %(moment)s.") % {"moment": _moment(call.opens_at)})
    if at >= call.closes_at:
        return Denied("closed", _("This call closed on %(moment)s.") % {"moment": _moment(call.closes_at)})
    return ALLOWED


def _moment(moment: datetime) -> str:
    local = localtime(moment)
    return f"{date_format(local, 'DATE_FORMAT')}, {date_format(local, 'H:i')}"


def may_hand_in(
    person: "Person | None", call: "ForumCall", organisation: "Organisation | None" = None, *, at: datetime
) -> Verdict:
    """Tell whether somebody may hand a candidacy in, in their own name or an organisation's: one of each."""
    return first_denial(
        lambda: is_open(call, at),
        lambda: roles.may_take_part(person, at=at),
        lambda: check(call.rules, person, at=at),
        lambda: may_speak_for(person, organisation),
        lambda: _may_be_chosen(person, call),
        lambda: _first(person, call, organisation),
    )


def _may_be_chosen(person: "Person | None", call: "ForumCall") -> Verdict:
    if person is None:
        return ALLOWED
    if call.created_by_id == person.pk:
        return Denied("own_call", _("You opened this call, so you cannot be chosen by it."))
    if Member.objects.now().filter(forum=call.forum_id, person=person).exists():
        return Denied("has_seat", _("You have a seat in this forum already."))
    return ALLOWED


def _first(person: "Person | None", call: "ForumCall", organisation: "Organisation | None") -> Verdict:
    if person is None:
        return ALLOWED
    handed_in = Candidacy.objects.standing().filter(call=call)
    own = handed_in.filter(author=person).first()
    if own is not None:
        see = Remedy(_("See my candidacy"), own.get_absolute_url())
        return Denied("handed_in", _("You already handed in a candidacy for this call."), see)
    if asks_verification(call.rules) and handed_in.filter(author__in=accounts_of(person)).exists():
        return Denied("other_account", _("You already handed one in from another account of yours."))
    if organisation is not None and handed_in.filter(organisation=organisation).exists():
        named = {"organisation": organisation.public_name}
        return Denied("organisation_once", _("%(organisation)s already has a candidacy in this call.") % named)
    return ALLOWED


def may_withdraw(person: "Person | None", candidacy: Candidacy) -> Verdict:
    """Tell whether somebody may take their candidacy back: until the result is published."""
    if person is None or candidacy.author_id != person.pk:
        return Denied("not_yours", _("Only who handed it in can take it back."))
    if candidacy.state == CandidacyState.WITHDRAWN:
        return Denied("withdrawn", _("You already took it back."))
    if candidacy.call.decided_at is not None:
        return Denied("decided", _("The result is published. If you have a seat, you can leave it."))
    return ALLOWED


def may_read_candidacies(person: "Person | None", forum: "Forum") -> Verdict:
    """Tell whether somebody reads the candidacies of a forum before its result: whoever runs it."""
    return roles.may_work_as(person, roles.STEWARDS, forum.subject)


def may_decide(person: "Person | None", candidacy: Candidacy, *, at: datetime) -> Verdict:
    """Tell whether the official may write a decision: after the last day, and never on their own."""
    return first_denial(
        lambda: may_run(person, candidacy.call.forum),
        lambda: roles.may_decide_on(person, candidacy.author_id),
        lambda: (
            Denied("own_organisation", _("You represent this organisation, so somebody else must decide."))
            if candidacy.organisation_id is not None and represents(person, candidacy.organisation_id)
            else ALLOWED
        ),
        lambda: _awaits_decision(candidacy.call, at),
        lambda: (
            Denied("withdrawn", _("Who handed it in took it back."))
            if candidacy.state == CandidacyState.WITHDRAWN
            else ALLOWED
        ),
    )


def _awaits_decision(call: "ForumCall", at: datetime) -> Verdict:
    if call.decided_at is not None:
        return Denied("decided", _("The result of this call is published, so decisions stand."))
    if at < call.closes_at:
        words = _("Decide once the call is closed, on %(moment)s: until then more may come.")
        return Denied("still_open", words % {"moment": _moment(call.closes_at)})
    return ALLOWED


def may_publish_result(person: "Person | None", call: "ForumCall", *, at: datetime) -> Verdict:
    """Tell whether the result may be published: the call is over and every candidacy has a decision with reasons."""
    return first_denial(
        lambda: may_run(person, call.forum),
        lambda: _awaits_decision(call, at),
        lambda: (
            Denied("undecided", _("Some candidacies have no decision yet: each needs one, with reasons."))
            if call.candidacies.filter(state=CandidacyState.RECEIVED).exists()
            else ALLOWED
        ),
    )


def is_member(person: "Person | None", member: Member) -> bool:
    """Tell whether a seat is somebody's: their own."""
    return person is not None and person.is_authenticated and member.person_id == person.pk


def may_end(person: "Person | None", member: Member) -> Verdict:
    """Tell whether a seat may be left: by whoever has it, or ended by whoever runs the forum."""
    if member.until is not None:
        return Denied("left", _("They do not have this seat any more."))
    return ALLOWED if is_member(person, member) else may_run(person, member.forum)


def may_declare_conflict(person: "Person | None", member: Member) -> Verdict:
    """Tell whether somebody may give the declaration of a member: the member, or who runs the forum from its paper."""
    return may_end(person, member)


def may_join(
    person: "Person | None",
    forum: "Forum",
    organisation: "Organisation | None",
    institution: "Institution | None",
    *,
    at: datetime,
) -> Verdict:
    """Tell whether somebody may sign the declaration for an organisation that they represent or an institution."""
    return first_denial(
        lambda: roles.may_take_part(person, at=at),
        lambda: _takes_signatures(forum),
        lambda: may_speak_for(person, organisation) if organisation is not None else ALLOWED,
        lambda: may_create(person, institution) if institution is not None else ALLOWED,
        lambda: (
            ALLOWED
            if organisation is not None or institution is not None
            else Denied("nobody_to_sign_for", _("The declaration is joined by organisations and institutions."))
        ),
    )


def _takes_signatures(forum: "Forum") -> Verdict:
    if forum.declared_at is None:
        return Denied("no_declaration", _("This forum has no joint declaration yet."))
    if forum.state != ForumState.PUBLISHED or not is_shown(forum.subject):
        return Denied("forum_closed", _("This forum does not take signatures now."))
    return ALLOWED


def may_leave(person: "Person | None", adherence: "Adherence") -> Verdict:
    """Tell whether somebody may withdraw a signature: who speaks for the organisation or institution now."""
    if adherence.left_at is not None:
        return Denied("left", _("This signature was withdrawn already."))
    return first_denial(
        lambda: roles.may_be_signed_in(person),
        lambda: (
            may_speak_for(person, adherence.organisation)
            if adherence.organisation is not None
            else may_create(person, adherence.institution)
        ),
    )
