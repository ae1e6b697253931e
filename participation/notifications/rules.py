"""Who is told of the ground floor's events: answers, comments, decisions of moderators, what came of something."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participation.access import roles
from participation.notifications.registry import (
    Hearers,
    NoticeKind,
    NoticeRule,
    followers_of,
    nobody,
    officials_of,
    one_person,
    people_of,
    register_kinds,
    register_notices,
)

if TYPE_CHECKING:
    from participation.models import Event

ANSWERS = NoticeKind(
    "answers", gettext_lazy("Answers with reasons"), gettext_lazy("To what you proposed, support or follow."), 10
)
CHANGES = NoticeKind(
    "changes",
    gettext_lazy("What came of it"),
    gettext_lazy("Evaluation, corrections and results of what you proposed, support or follow."),
    20,
)
REPLIES = NoticeKind("replies", gettext_lazy("Replies"), gettext_lazy("To your comments."), 30)
COMMENTS = NoticeKind(
    "comments", gettext_lazy("Comments"), gettext_lazy("On what you proposed or follow."), 40, email=False
)
MODERATION = NoticeKind(
    "moderation",
    gettext_lazy("Decisions of moderators"),
    gettext_lazy("On what you wrote or reported."),
    70,
    required=True,
)
WORK = NoticeKind(
    "work",
    gettext_lazy("My work as an official"),
    gettext_lazy("What waits for you because of your role."),
    80,
    email=False,
)

ACCOUNT = NoticeKind("account", gettext_lazy("My account"), gettext_lazy("Verification and roles."), 90, required=True)


def stakeholders(event: "Event") -> Iterable[Hearers]:
    """Return who stands behind the subject (author, supporters) and who follows it."""
    if event.subject is None:
        return []
    return [*people_of(event.subject), followers_of(event.subject)]


def author(event: "Event") -> Iterable[Hearers]:
    """Return the author of the subject."""
    return people_of(event.subject, "author") if event.subject else []


def moderators(event: "Event") -> Iterable[Hearers]:
    """Return who moderates there."""
    return [officials_of(event.subject, roles.MODERATORS)]


def titled(text: object, event: "Event", **more: object) -> str:
    """Return a sentence with the title of the event's subject."""
    return str(text) % {"title": event.subject.shown_title if event.subject else "", **more}


# --- Answers ----------------------------------------------------------------------------------------------------------


def _verdict(event: "Event") -> str:
    from participation.models import Verdict

    labels = dict(Verdict.choices)
    return str(labels.get(event.payload.get("verdict", ""), ""))


def _answer_title(event: "Event", reason: str) -> str:
    return titled(_("Answer to “%(title)s”: %(verdict)s"), event, verdict=_verdict(event))


def _answer_body(event: "Event", reason: str) -> str:
    from participation.models import Response

    answer = (
        Response.objects.filter(subject=event.subject, hidden_at__isnull=True).values_list("reasons", flat=True).first()
        or ""
    )
    return answer if len(answer) <= 1500 else f"{answer[:1500].rsplit(' ', 1)[0]}…"


def _corrected_title(event: "Event", reason: str) -> str:
    return titled(_("The answer to “%(title)s” was corrected"), event)


def _payload_reason(event: "Event", reason: str) -> str:
    return str(event.payload.get("reason") or "")


def _evaluation_title(event: "Event", reason: str) -> str:
    return titled(_("“%(title)s” is being evaluated"), event)


def _evaluation_body(event: "Event", reason: str) -> str:
    return _("You will be told when there is an answer with reasons.")


def _link_title(event: "Event", reason: str) -> str:
    return titled(_("Something came of “%(title)s”"), event)


def _link_body(event: "Event", reason: str) -> str:
    from participation.models import Link
    from participation.subjects.visibility import is_shown

    link = Link.objects.select_related("outcome").filter(pk=event.payload.get("link")).first()
    if link is None or not is_shown(link.outcome):
        return ""
    return f"{link.outcome.title}\n\n{link.explanation}".strip()


# --- Comments ---------------------------------------------------------------------------------------------------------


def _comment_hearers(event: "Event") -> Iterable[Hearers]:
    from participation.models import Comment

    parent = Comment.objects.filter(pk=event.payload.get("parent") or 0)
    yield Hearers("commenter", parent, "author_id", REPLIES.name)
    if event.subject is not None:
        yield from people_of(event.subject, "author")
        yield followers_of(event.subject)


def _comment_title(event: "Event", reason: str) -> str:
    if reason == "commenter":
        return titled(_("Someone replied to your comment on “%(title)s”"), event)
    return titled(_("New comment on “%(title)s”"), event)


def _comment_path(event: "Event", reason: str) -> str:
    return f"/temas/{event.subject_id}/comentarios/{event.payload.get('comment')}/"


# --- One's own account ------------------------------------------------------------------------------------------------


def _account_hearers(event: "Event") -> Iterable[Hearers]:
    return [one_person("account", event.payload.get("person"))]


def _account_title(event: "Event", reason: str) -> str:
    return str(
        {
            "verification.person.verified": _("Your data were verified"),
            "verification.person.renewed": _("Your verification was renewed"),
            "verification.person.ending": _("Your verification ends soon"),
            "verification.conflict.decided": _("We looked at the verification that you asked for"),
            "verification.person.revoked": _("Your verification was revoked"),
            "access.role.granted": _("You were given a role"),
            "access.role.ended": _("A role of yours ended"),
        }[event.name]
    )


def _account_body(event: "Event", reason: str) -> str:
    if event.name == "verification.person.ending":
        until = event.payload.get("until")
        if not until:
            return ""
        day = date_format(date.fromisoformat(until), "DATE_FORMAT")
        return _("It ends on %(day)s. Renew it before, so that nothing is closed to you.") % {"day": day}
    return str((event.after or {}).get("reason", "")) if event.name.startswith("verification.") else ""


def _account_path(event: "Event", reason: str) -> str:
    return "/cuenta/verificacion/" if event.name.startswith("verification.") else "/cuenta/"


def _stopped_title(event: "Event", reason: str) -> str:
    return _("We stopped sending you e-mails: look at why")


def _stopped_path(event: "Event", reason: str) -> str:
    return "/cuenta/notificaciones/preferencias/"


def register() -> None:  # long: one declaration
    """Register kinds and rules of the ground floor, and what is no news to anybody."""
    register_kinds(ANSWERS, CHANGES, REPLIES, COMMENTS, MODERATION, WORK, ACCOUNT)
    register_notices(
        NoticeRule("participation.response.published", ANSWERS.name, stakeholders, _answer_title, _answer_body),
        NoticeRule("participation.response.corrected", ANSWERS.name, stakeholders, _corrected_title, _payload_reason),
        NoticeRule(
            "participation.response.evaluation_started", CHANGES.name, author, _evaluation_title, _evaluation_body
        ),
        NoticeRule("participation.link.added", CHANGES.name, stakeholders, _link_title, _link_body),
        NoticeRule("participation.comment.made", COMMENTS.name, _comment_hearers, _comment_title, path=_comment_path),
        NoticeRule(
            "participation.address.suppressed", ACCOUNT.name, _account_hearers, _stopped_title, path=_stopped_path
        ),
    )
    register_notices(
        *(
            NoticeRule(name, ACCOUNT.name, _account_hearers, _account_title, _account_body, path=_account_path)
            for name in (
                "verification.person.verified",
                "verification.person.renewed",
                "verification.person.ending",
                "verification.conflict.decided",
                "verification.person.revoked",
                "access.role.granted",
                "access.role.ended",
            )
        )
    )
    nobody(
        "verification.conflict.opened",
        "verification.document.linked",
        "verification.document.corrected",
        "verification.identity.merged",
        "verification.sheet.printed",
        "verification.sheet.used",
        "verification.minor.shielded",
        "verification.minors.changed",
        "verification.method.changed",
        "participation.response.owed",
        "participation.response.drafted",
        "participation.comment.edited",
        "participation.comment.withdrawn",
        "participation.subject.followed",
        "participation.subject.unfollowed",
        # Housekeeping of officials and of one's own account: whoever did it knows.
        "participation.file.attached",
        "participation.file.described",
        "participation.file.removed",
        "participation.import.applied",
        "participation.installation.updated",
        "participation.menu.changed",
        "participation.institution.created",
        "participation.institution.updated",
        "participation.page.created",
        "participation.page.updated",
        "participation.territory.created",
        "participation.territory.updated",
        "people.account.opened",
        "people.account.changed",
        "people.account.contact_changed",
        "people.account.secured",
        "people.account.erased",
        "people.token.issued",
        "people.token.revoked",
        "participation.relay.retried",
        "participation.delivery.retried",
        "participation.delivery.resent",
        "participation.address.resumed",
        "participation.preferences.changed",
    )
