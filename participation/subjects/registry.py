"""Kinds of subjects. Each app registers its own in ``apps.ready()``; a system check finds what is missing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from participation.access.verdict import Denied, Verdict

if TYPE_CHECKING:
    from participation.models import Person, Subject

Policy = Callable[..., Verdict]


def _no(*_args: object, **_kwargs: object) -> Verdict:
    from django.utils.translation import gettext_lazy as _

    return Denied("not_open", _("This is not open here."))


@dataclass(frozen=True, slots=True)
class SubjectKind:
    """What the ground floor knows of a kind of subject.

    ``signs(person, subject)`` tells who is an author beside the one in ``author``, where there can be several.
    ``comment_policy(person, subject, *, at)`` answers for the floor above, as does ``follow_policy(subject)`` where
    only some of a kind are followed. ``prefetch(subjects)`` returns, for search results and cards, a dict from subject
    id to the upper object, in a fixed number of queries.
    ``card_template`` is poured (web/moulds.py) with what ``result_card`` of the search tags gives it.
    ``gather(subjects, person)`` brings at once what the policies read of many subjects of a list, likewise.
    ``stances``: a comment on it says whether it is in favour or against, which makes no sense of a question.
    ``on_hidden(subject, hidden, by, at)`` lets the floor above record what else changes when moderation hides it.
    ``moderated(person, thing)`` says which moderators may not decide on a thing of this kind in spite of their role.
    """

    name: str
    label: Any
    label_plural: Any
    model: str
    searchable: bool = True
    may_follow: bool = True
    follow_policy: Callable[["Subject"], bool] | None = None
    comment_policy: Policy = _no
    may_flag: bool = False
    stances: bool = True
    card_template: str = "participation/search/card.html"
    signs: Callable[["Person", "Subject"], bool] | None = None
    prefetch: Callable[[Iterable["Subject"]], dict[int, Any]] | None = None
    gather: Callable[[list["Subject"], "Person"], None] | None = None
    dataset: str = ""
    on_hidden: Callable[..., Any] | None = None
    moderated: Callable[["Person | None", Any], Verdict] | None = None


_kinds: dict[str, SubjectKind] = {}


def register_kind(kind: SubjectKind) -> None:
    """Add a kind; registering the same name twice with another definition is a programming error."""
    if _kinds.get(kind.name, kind) != kind:
        raise ValueError(f"subject kind {kind.name} is registered twice")
    _kinds[kind.name] = kind


def kind_of(subject: "Subject") -> SubjectKind:
    """Return the kind of a subject."""
    return _kinds[subject.kind]


def is_followed(subject: "Subject") -> bool:
    """Tell whether a subject is of those that people follow, because somebody is told what happens to it."""
    kind = kind_of(subject)
    return kind.may_follow or (kind.follow_policy is not None and kind.follow_policy(subject))


def get_kind(name: str) -> SubjectKind:
    """Return a kind by name. Raises KeyError."""
    return _kinds[name]


def all_kinds() -> list[SubjectKind]:
    """Return every registered kind."""
    return list(_kinds.values())


def may_comment(person: "Person | None", subject: "Subject", *, at: datetime) -> Verdict:
    """Ask the floor that owns the subject whether commenting is open to the person."""
    return kind_of(subject).comment_policy(person, subject, at=at)
