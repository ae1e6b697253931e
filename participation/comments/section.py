"""What a page shows of a conversation: threads with their first replies, in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from participation.access import roles
from participation.access.models import Role
from participation.access.verdict import Verdict
from participation.comments import policies
from participation.comments.models import Comment, CommentState, Stance
from participation.contribution import Channel
from participation.stored import StoredQuery
from participation.subjects.registry import kind_of
from participation.web.addresses import localized
from participation.web.keyset import StoredPages, keyset

if TYPE_CHECKING:
    from participation.models import Person, Subject

SIZE = 20
FIRST_REPLIES = 3
# Parameters of its own, so that they do not clash with those of the page around the section.
AFTER, BEFORE, STANCE, ORDER = "comentarios_after", "comentarios_before", "comentarios_postura", "comentarios_orden"
OURS = (AFTER, BEFORE, STANCE, ORDER)
ORDERS = {"nuevos": ("-at", "-id"), "antiguos": ("at", "id")}
CAPTURED = {
    Channel.API.value: _("sent through the API"),
    Channel.COUNTER.value: _("captured in person"),
    Channel.PAPER.value: _("captured from paper"),
    Channel.ENCOUNTER.value: _("captured at an encounter"),
    Channel.PHONE.value: _("captured by telephone"),
    Channel.WHATSAPP.value: _("captured from WhatsApp"),
    Channel.LETTER.value: _("captured from an official letter"),
    Channel.SOCIAL.value: _("captured from social networks"),
    Channel.IMPORT.value: _("imported from another site"),
}
SIGNS = {Stance.FOR.value: "▲", Stance.NEUTRAL.value: "●", Stance.AGAINST.value: "▼"}


@dataclass(slots=True)
class Entry:
    """A comment as a page shows it, with what the reader may do to it."""

    comment: Comment
    official: bool
    may_edit: bool
    may_withdraw: bool
    may_reply: bool
    may_flag: bool
    sides: bool  # comments here say whether they are in favour or against
    lang: str
    base: str
    replies: list["Entry"] = field(default_factory=list)
    hidden_because: str = ""

    @property
    def shown(self) -> bool:
        """Tell whether the text is shown."""
        return self.comment.state == CommentState.VISIBLE

    @property
    def hidden(self) -> bool:
        """Tell whether moderation hid it."""
        return self.comment.state == CommentState.HIDDEN

    @property
    def sign(self) -> str:
        """Return the sign before the stance, so that colour is never the only carrier."""
        return SIGNS[self.comment.stance]

    @property
    def captured(self) -> Any:
        """Return how it reached us, where it was not written on the site."""
        return CAPTURED.get(self.comment.channel, "")

    @property
    def more(self) -> int:
        """Return how many replies the thread has beyond those shown here."""
        return max(0, self.comment.thread_count - len(self.replies))

    @property
    def url(self) -> str:
        """Return the comment's own address."""
        return f"{self.base}comentarios/{self.comment.pk}/"

    @property
    def reply_url(self) -> str:
        """Return the address at which a reply is written."""
        return f"{self.base}comentarios/nuevo/?respuesta_a={self.comment.pk}"

    @property
    def flag_url(self) -> str:
        """Return the address at which it is reported."""
        return f"{self.base}reportar/?comentario={self.comment.pk}"


def officials_among(comments: Iterable[Comment], subject: "Subject") -> set[int]:
    """Return the authors who hold a role over the subject: their comments are marked."""
    staff = {comment.author_id for comment in comments if comment.author.is_staff and comment.organisation_id is None}
    if not staff:
        return set()
    here = Q(scope__isnull=True) | Q(scope__in=[subject.pk, *subject.ancestors])
    return set(Role.objects.filter(here, person__in=staff, ended_at__isnull=True).values_list("person_id", flat=True))


def may_invite(verdict: Verdict) -> bool:
    """Tell whether a verdict leaves commenting open to the reader, if need be after signing in."""
    return bool(verdict) or getattr(verdict, "code", "") == "not_signed_in"


def entries(
    comments: list[Comment], subject: "Subject", person: "Person | None", verdict: Verdict, at: datetime
) -> list[Entry]:
    """Dress comments for a page; no query for each of them."""
    officials = officials_among(comments, subject)
    reader = (get_language() or "es").split("-")[0]
    me = None if person is None else person.pk
    own = {comment.pk for comment in comments if comment.author_id == me}
    for comment in comments:
        Comment.subject.field.set_cached_value(comment, subject)  # type: ignore[attr-defined]
    # One look-up of the address for all: resolving five for each comment costs more than the queries.
    base = reverse("comments:list", args=[subject.pk]).removesuffix("comentarios/")
    invited, sides = may_invite(verdict), kind_of(subject).stances
    return [
        Entry(
            comment=comment,
            official=comment.author_id in officials and comment.organisation_id is None,
            may_edit=comment.pk in own and bool(policies.may_edit(person, comment, at=at)),
            may_withdraw=comment.pk in own and bool(policies.may_withdraw(person, comment, at=at)),
            may_reply=invited and comment.state == CommentState.VISIBLE and comment.depth < Comment.MAX_DEPTH,
            may_flag=comment.pk not in own,
            sides=sides,
            base=base,
            lang="" if comment.lang.split("-")[0] == reader else comment.lang,
        )
        for comment in comments
    ]


@dataclass(slots=True)
class Section:
    """The whole section of a page."""

    subject: "Subject"
    total: int
    bar: list[tuple[str, int, Any]]
    stances: list[dict[str, Any]]
    orders: list[dict[str, Any]]
    threads: list[Entry]
    verdict: Verdict
    next_url: str
    previous_url: str
    filtered: bool
    sign_in: str

    @property
    def invited(self) -> bool:
        """Tell whether the reader can comment now, if need be after signing in."""
        return may_invite(self.verdict)


def _choice(request: HttpRequest, name: str, known: Iterable[str], default: str) -> str:
    value = request.GET.get(name, default) or default
    if value != default and value not in known:
        raise BadRequest(name)
    return value


def _url(request: HttpRequest, **changes: str) -> str:
    """Return the page's own address with our parameters changed and those of the page around kept."""
    query = {name: values for name, values in request.GET.lists() if name not in OURS}
    kept = {name: request.GET[name] for name in (STANCE, ORDER) if name in request.GET}
    merged = {**query, **kept, **changes}
    words = urlencode([(name, value) for name, value in merged.items() if value], doseq=True)
    return f"{request.path}{'?' if words else ''}{words}#comentarios"


def with_first_replies(
    roots: list[Comment], subject: "Subject", person: "Person | None", verdict: Verdict, at: datetime
) -> list[Entry]:
    """Return threads with their first replies: one query for the replies of all of them."""
    replies = list(_first_replies([root.pk for root in roots]))
    dressed = entries([*roots, *replies], subject, person, verdict, at)
    threads = dressed[: len(roots)]
    by_root = {entry.comment.pk: entry for entry in threads}
    for reply in dressed[len(roots) :]:
        by_root[reply.comment.root_id or 0].replies.append(reply)
    return threads


@StoredPages
def _roots(subject_id: int, *, stance: str) -> QuerySet:
    return Comment.objects.roots_of(subject_id, stance).for_rows()


@StoredQuery
def _first_replies(roots: list[int]) -> QuerySet:
    return Comment.objects.first_replies(roots, FIRST_REPLIES).for_rows()


def section(request: HttpRequest, subject: "Subject", at: datetime) -> Section:
    """Build the comments section that the address asks for. Raises BadRequest for parameters that cannot be."""
    person = request.user if request.user.is_authenticated else None
    stance = _choice(request, STANCE, Stance.values, "")
    order = _choice(request, ORDER, ORDERS, "nuevos")
    verdict = policies.may_comment(person, subject, at=at)
    page = keyset(
        _roots(subject.pk, stance=stance),
        order=ORDERS[order],
        size=SIZE,
        after=request.GET.get(AFTER, ""),
        before=request.GET.get(BEFORE, ""),
    )
    threads = with_first_replies(page.rows, subject, person, verdict, at)
    counts = subject.counts
    by_stance = {
        Stance.FOR.value: (counts.comments_for, _("in favour"), "k6"),
        Stance.NEUTRAL.value: (counts.comments_neutral, _("neutral"), "k4"),
        Stance.AGAINST.value: (counts.comments_against, _("against"), "k3"),
    }
    sides = kind_of(subject).stances
    tabs = (
        [("", _("Everything")), *((name, label) for name, (_count, label, _key) in by_stance.items())] if sides else []
    )
    return Section(
        subject=subject,
        total=counts.comments,
        threads=threads,
        verdict=verdict,
        bar=[(key, count, stance_words(name, count)) for name, (count, _label, key) in by_stance.items()]
        if sides
        else [],
        stances=[
            {"label": label, "url": _url(request, **{STANCE: name}), "current": stance == name} for name, label in tabs
        ],
        orders=[
            {
                "label": label,
                "url": _url(request, **{ORDER: "" if name == "nuevos" else name}),
                "current": order == name,
            }
            for name, label in (("nuevos", _("Newest first")), ("antiguos", _("Oldest first")))
        ],
        next_url=_url(request, **{AFTER: page.next_cursor}) if page.next_cursor else "",
        previous_url=_url(request, **{BEFORE: page.previous_cursor}) if page.previous_cursor else "",
        filtered=bool(stance),
        sign_in=sign_in_url(localized_page(subject)),
    )


def stance_words(stance: str, count: int) -> str:
    """Return "▲ 98 a favor": the sign, the number and the words."""
    from django.utils.translation import ngettext

    from participation.web.templatetags.ui import num

    words = {
        Stance.FOR.value: ngettext("%(n)s in favour", "%(n)s in favour", count),
        Stance.NEUTRAL.value: ngettext("%(n)s neutral", "%(n)s neutral", count),
        Stance.AGAINST.value: ngettext("%(n)s against", "%(n)s against", count),
    }[stance]
    return f"{SIGNS[stance]} {words % {'n': num(count)}}"


def localized_page(subject: "Subject") -> str:
    """Return the address of the subject's comments on its own page."""
    return f"{localized(subject.path)}#comentarios"


def sign_in_url(back: str) -> str:
    """Return the sign-in page that leads back."""
    return f"{reverse('account_login')}?{urlencode({'next': back})}"


__all__ = ["Entry", "Section", "entries", "roles", "section", "sign_in_url", "with_first_replies"]
