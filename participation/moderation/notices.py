"""Who is told of decisions of moderators, appeals and blocked accounts."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from participation.moderation.models import Appeal, Block, Decision, Flag
from participation.notifications.registry import Hearers, NoticeRule, nobody, one_person, register_notices
from participation.notifications.rules import ACCOUNT, MODERATION, WORK, moderators, titled

if TYPE_CHECKING:
    from participation.models import Event

PARTS = ("comment", "subject", "answer", "name")
OUTCOMES = ("hidden", "restored", "kept")


def _decision_hearers(event: "Event") -> Iterable[Hearers]:
    if not event.name.endswith(".kept"):
        yield one_person("author", event.payload.get("author"))
    yield Hearers("flagger", Flag.objects.filter(decision_id=event.payload.get("decision") or 0))


def _decision_title(event: "Event", reason: str) -> str:
    _app, part, outcome = event.name.split(".")
    if reason == "flagger":
        return str(
            {
                "hidden": _("A moderator hid what you reported"),
                "restored": _("A moderator showed again what you had reported"),
                "kept": _("A moderator decided that what you reported stays"),
            }[outcome]
        )
    hidden = outcome == "hidden"
    if part == "comment":
        text = (
            _("A moderator hid your comment on “%(title)s”")
            if hidden
            else _("Your comment on “%(title)s” is shown again")
        )
    elif part == "answer":
        text = (
            _("A moderator hid your answer to “%(title)s”")
            if hidden
            else _("Your answer to “%(title)s” is shown again")
        )
    elif part == "name":
        text = _("A moderator hid your public name") if hidden else _("Your public name is shown again")
    else:
        text = _("A moderator hid “%(title)s”") if hidden else _("“%(title)s” is shown again")
    return titled(text, event)


def _decision_body(event: "Event", reason: str) -> str:
    decision = Decision.objects.select_related("rule").filter(pk=event.payload.get("decision") or 0).first()
    if decision is None:
        return ""
    lines = [_("The reason: %(reason)s") % {"reason": decision.reason}]
    if decision.rule is not None:
        lines.insert(0, _("House rule: %(rule)s") % {"rule": decision.rule.shown_title})
    if reason == "author" and decision.outcome == Decision.Outcome.HIDE:
        lines.append(_("If you disagree, you can appeal: somebody else will look at it."))
    return "\n\n".join(lines)


def _decision_path(event: "Event", reason: str) -> str:
    """Lead the author of what was hidden to the decision, where they can appeal; everybody else to the page."""
    if reason == "author" and event.name.endswith(".hidden"):
        return f"/moderacion/decisiones/{event.payload.get('decision') or 0}/"
    if event.payload.get("comment"):
        return f"/temas/{event.subject_id}/comentarios/{event.payload['comment']}/"
    return event.subject.path if event.subject else ""


def _flag_title(event: "Event", reason: str) -> str:
    return titled(_("Someone reported something on “%(title)s”"), event)


def _queue_path(event: "Event", reason: str) -> str:
    return "/mesa/moderacion/"


# --- Appeals ----------------------------------------------------------------------------------------------------------


def _appeal_title(event: "Event", reason: str) -> str:
    return str(_("Someone appeals a decision of moderation"))


def _appeals_path(event: "Event", reason: str) -> str:
    return "/mesa/moderacion/apelaciones/"


def _appellant(event: "Event") -> Iterable[Hearers]:
    return [one_person("author", event.payload.get("person"))]


def _outcome_title(event: "Event", reason: str) -> str:
    if event.payload.get("outcome") == Appeal.Outcome.OVERTURNED:
        return str(_("Your appeal succeeded: the decision was taken back"))
    return str(_("Your appeal was looked at: the decision stands"))


def _outcome_body(event: "Event", reason: str) -> str:
    words = Appeal.objects.filter(pk=event.payload.get("appeal") or 0).values_list("reason", flat=True).first()
    return _("The reason: %(reason)s") % {"reason": words} if words else ""


def _outcome_path(event: "Event", reason: str) -> str:
    found = Appeal.objects.filter(pk=event.payload.get("appeal") or 0).values_list("decision", flat=True).first()
    return f"/moderacion/decisiones/{found}/" if found else "/cuenta/bloqueo/"


# --- Blocked accounts -------------------------------------------------------------------------------------------------


def _whose_account(event: "Event") -> Iterable[Hearers]:
    return [one_person("account", event.payload.get("person"))]


def _block_title(event: "Event", reason: str) -> str:
    return str(_("Moderation blocked your account: you can read, but not take part"))


def _block_body(event: "Event", reason: str) -> str:
    block = Block.objects.filter(pk=event.payload.get("block") or 0).first()
    if block is None:
        return ""
    lines = [_("The reason: %(reason)s") % {"reason": block.reason}]
    if block.until:
        lines.append(_("Until: %(day)s") % {"day": date_format(localtime(block.until))})
    lines.append(_("If you disagree, you can appeal: somebody else will look at it."))
    return "\n\n".join(lines)


def _unblock_title(event: "Event", reason: str) -> str:
    return str(_("You can take part again: your account is not blocked any more"))


def _block_path(event: "Event", reason: str) -> str:
    return "/cuenta/bloqueo/"


def register() -> None:
    """Register who is told of what moderation does, and what is no news."""
    register_notices(
        NoticeRule("participation.flag.made", WORK.name, moderators, _flag_title, path=_queue_path),
        NoticeRule("participation.appeal.made", WORK.name, moderators, _appeal_title, path=_appeals_path),
        NoticeRule(
            "participation.appeal.decided", MODERATION.name, _appellant, _outcome_title, _outcome_body, _outcome_path
        ),
        NoticeRule(
            "participation.account.blocked", ACCOUNT.name, _whose_account, _block_title, _block_body, _block_path
        ),
        NoticeRule("participation.account.unblocked", ACCOUNT.name, _whose_account, _unblock_title, path=_block_path),
        *(
            NoticeRule(
                f"participation.{part}.{outcome}",
                MODERATION.name,
                _decision_hearers,
                _decision_title,
                _decision_body,
                _decision_path,
            )
            for part in PARTS
            for outcome in OUTCOMES
        ),
    )
    nobody("participation.suspicion.noticed", "participation.rule.saved")
