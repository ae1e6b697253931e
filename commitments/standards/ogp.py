"""The participation and co-creation standards of the Open Government Partnership (2022), as checks of a plan."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.models import Plan, PlanKind
from commitments.standards.checks import Check, check, day
from commitments.standards.facts import HALF, Facts

FOUR_MONTHS = timedelta(days=122)
NOTICE = timedelta(days=14)
INPUT_DAYS = 14
MOST_DAYS = HALF.days


def ogp_checks(plan: Plan, facts: Facts) -> list[Check]:
    """Return the nine requirements, in the order of the standard."""
    return [
        _space(facts),
        _rules(facts),
        _website(facts),
        _repository(plan, facts),
        _notice(facts),
        _outreach(facts),
        _input(facts),
        _answers(facts),
        _results(facts),
    ]


def _space(facts: Facts) -> Check:
    title = _("A space of dialogue meets at least every six months, with government and society")
    if not facts.forum_path:
        return check("1.1", title, False, _("The institution has no forum at work here."))
    words = _("The longest time without a session in the last year was %(n)s days. The last was: %(last)s.") % {
        "n": facts.longest_gap,
        "last": day(facts.last_session_on),
    }
    words += " " + _("Government and society came to %(n)s of %(total)s sessions with minutes.") % {
        "n": facts.both_sectors,
        "total": facts.sessions,
    }
    holds = facts.sessions > 0 and facts.longest_gap <= MOST_DAYS and facts.both_sectors == facts.sessions
    last = facts.last_session_on or facts.installed_on
    proofs = ((_("The forum"), facts.forum_path), (_("Its last session"), facts.last_session_path))
    return check("1.1", title, holds, words, *proofs, deadline=last + HALF if last else None)


def _rules(facts: Facts) -> Check:
    words = _("Anybody can read them, without an account.") if facts.rules else _("They are not published.")
    proof = (_("The forum"), facts.forum_path)
    return check("1.1b", _("The rules of the space are public"), facts.rules > 0, words, proof)


def _website(facts: Facts) -> Check:
    fresh = facts.changed_on is not None and facts.today - facts.changed_on <= HALF
    words = _("The latest public change was: %(day)s.") % {"day": day(facts.changed_on)}
    if not facts.contact:
        words += " " + _("It does not say whom to ask.")
    return check(
        "2.1",
        _("The plan has a public page, kept up to date, that says whom to ask"),
        fresh and facts.contact,
        words,
        (_("The plan"), facts.plan_path),
        deadline=facts.changed_on + HALF if facts.changed_on else None,
    )


def _repository(plan: Plan, facts: Facts) -> Check:
    term = FOUR_MONTHS if plan.kind == PlanKind.OGP_LOCAL else HALF
    words = ngettext(
        "%(told)s of %(n)s action has a report of the last six months",
        "%(told)s of %(n)s actions have a report of the last six months",
        facts.actions,
    ) % {"told": facts.told_lately, "n": facts.actions}
    words += ", " + ngettext(
        "with %(n)s piece of evidence.", "with %(n)s pieces of evidence.", facts.evidence_lately
    ) % {"n": facts.evidence_lately}
    holds = facts.evidence_lately > 0 and facts.told_lately > 0
    return check(
        "2.2",
        _("A public repository holds evidence, updated at least twice a year"),
        holds,
        words,
        (_("The plan"), facts.plan_path),
        deadline=facts.changed_on + term if facts.changed_on else None,
    )


def _notice(facts: Facts) -> Check:
    title = _("The timeline was published at least two weeks before the plan began to be made")
    begins, told = facts.develops_on, facts.process_published_on
    if begins is None or told is None:
        return check(
            "3.1", title, False, _("The process has no published phases."), (_("The process"), facts.process_path)
        )
    words = _("It was published on %(told)s; the first phase began on %(begins)s.")
    return check(
        "3.1",
        title,
        begins - told >= NOTICE,
        words % {"told": day(told), "begins": day(begins)},
        (_("The process"), facts.process_path),
        deadline=begins - NOTICE if begins - NOTICE > facts.today else None,
    )


def _outreach(facts: Facts) -> Check:
    words = ngettext(
        "%(n)s encounter or news of the process was published.",
        "%(n)s encounters and news of the process were published.",
        facts.outreach,
    ) % {"n": facts.outreach}
    title = _("People were told and invited, before and while the plan was made")
    return check("3.2", title, facts.outreach > 0, words, (_("The process"), facts.process_path))


def _input(facts: Facts) -> Check:
    words = _(
        "%(n)s contributions came in by %(channels)s channels, %(offline)s of them without internet; the longest phase"
        " was open for %(days)s days."
    ) % {
        "n": facts.contributions,
        "channels": facts.channels,
        "offline": facts.without_internet,
        "days": facts.input_days,
    }
    holds = facts.contributions > 0 and facts.input_days >= INPUT_DAYS
    holds = holds and facts.channels >= 2 and facts.without_internet > 0
    title = _("Anybody could contribute for two weeks or more, also without internet")
    return check("3.3", title, holds, words, (_("The process"), facts.process_path))


def _answers(facts: Facts) -> Check:
    words = _("%(n)s of %(total)s contributions have their public answer.") % {
        "n": facts.answered,
        "total": facts.owed,
    }
    title = _("Every contribution has an answer with reasons")
    holds = facts.owed > 0 and facts.answered == facts.owed
    return check("4.1", title, holds, words, (_("The process"), facts.process_path))


def _results(facts: Facts) -> Check:
    words = ngettext(
        "%(n)s session of the last twelve months showed results and took comments.",
        "%(n)s sessions of the last twelve months showed results and took comments.",
        facts.result_sessions,
    ) % {"n": facts.result_sessions}
    title = _("At least two meetings a year show results to society and take comments")
    return check("5.1", title, facts.result_sessions >= 2, words, (_("The forum"), facts.forum_path))
