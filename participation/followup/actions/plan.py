"""Acts of whoever plans: what is followed up, its actions, their dates."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from participation.followup import policies
from participation.followup.actions.common import checked, count_again, line, locked, reason_of, tell_event
from participation.followup.models import Action, DateChange
from participation.followup.registry import followed_kind
from participation.followup.words import last_day
from participation.subjects.actions import create_subject, update_subject
from participation.versions.actions import add_version
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from participation.models import Institution, Person, Subject

TEXTS = {"description": 4000, "deliverable": 300, "responsible": 200, "contact": 200, "place": 200}
DATES = ("starts_on", "starts_words", "due_on", "due_words")
MOST_WEIGHT, MOST_MONTHS, MOST_ACTIONS = 100, 24, 2000


@transaction.atomic
def follow_up(
    *,
    subject: "Subject",
    by: "Person",
    at: datetime,
    institution: "Institution | None" = None,
    report_every: int = 0,
    starts_on: date | None = None,
    starts_words: str = "",
    due_on: date | None = None,
    due_words: str = "",
    is_sample: bool = False,
    **texts: Any,
) -> Action:
    """Begin to follow up a subject of a registered kind: it becomes the first action of its tree.

    ``report_every`` is how many months may pass between two reports; 0 asks for none. Raises ValueError for a kind
    that is not registered, and ValidationError by field.
    """
    if followed_kind(subject.kind) is None:
        raise ValueError(f"subjects of kind {subject.kind} are not followed up")
    policies.may_manage(by, subject).enforce()
    given = _content(institution, texts)
    dates = _dates(starts_on, starts_words, due_on, due_words)
    root = Action(subject=subject, followed=subject, created_by=by, created_at=at, is_sample=is_sample)
    for name, value in {**given, **dates, "report_every": _months(report_every)}.items():
        setattr(root, name, value)
    root.save()
    count_again(root)
    tell_event("opened", root, by, at)
    return root


@transaction.atomic
def add_action(
    *,
    parent: Action,
    title: str,
    by: "Person",
    at: datetime,
    institution: "Institution | None" = None,
    starts_on: date | None = None,
    starts_words: str = "",
    due_on: date | None = None,
    due_words: str = "",
    **texts: Any,
) -> Action:
    """Add an action below another; it is public as soon as what it lies in is. Raises ValidationError by field."""
    parent = locked(parent)
    policies.may_manage(by, parent.followed).enforce()
    title = _title(title)
    given = _content(institution or parent.institution, {"responsible": parent.responsible, **texts})
    dates = _dates(starts_on, starts_words, due_on, due_words)
    if Action.objects.of(parent.followed).count() >= MOST_ACTIONS:
        raise ValidationError(_("There are %(n)s actions here already: no more fit.") % {"n": MOST_ACTIONS})
    subject = create_subject(
        kind="action",
        title=title,
        path="",
        at=at,
        parent=parent.subject,
        territory=parent.subject.territory,
        lang=parent.subject.lang,
        summary=given["description"][:300],
        text=_search_text(given),
        state="published",
    )
    last = parent.children.aggregate(last=Max("position"))["last"]
    action = Action(
        subject=subject,
        followed=parent.followed,
        parent=parent,
        position=min((last or 0) + 1, 32000),
        report_every=parent.report_every,
        is_sample=parent.is_sample,
        created_by=by,
        created_at=at,
    )
    for name, value in {**given, **dates}.items():
        setattr(action, name, value)
    action.save()
    update_subject(subject=subject, at=at, path=f"/seguimiento/{action.pk}/")
    count_again(action)
    add_version(subject=subject, data=version_of(action), by=by, at=at)
    tell_event("opened", action, by, at)
    return action


@transaction.atomic
def edit_action(
    *,
    action: Action,
    title: str,
    by: "Person",
    at: datetime,
    institution: "Institution | None" = None,
    reason: str = "",
    **texts: Any,
) -> Action:
    """Change what an action says, but its dates; former texts stay as versions. The same again changes nothing."""
    action = locked(action)
    policies.may_manage(by, action.followed).enforce()
    before = version_of(action)
    given = _content(institution, texts)
    title = _title(title)
    for name, value in given.items():
        setattr(action, name, value)
    if not action.is_root:
        update_subject(
            subject=action.subject, at=at, title=title, summary=action.description[:300], text=_search_text(given)
        )
    after = version_of(action)
    if after == before:
        return action
    count_again(action)
    if not action.is_root:  # the texts of a root are its own room's to keep
        add_version(subject=action.subject, data=after, by=by, at=at, reason=line(reason)[:300])
    tell_event("edited", action, by, at, before=before, after=after, reason=line(reason)[:300])
    return action


@transaction.atomic
def move_dates(
    *,
    action: Action,
    reason: str,
    by: "Person",
    at: datetime,
    starts_on: date | None = None,
    starts_words: str = "",
    due_on: date | None = None,
    due_words: str = "",
) -> Action:
    """Move the dates of an action with a reason: what they said stays in view. The same dates change nothing."""
    action = locked(action)
    policies.may_manage(by, action.followed).enforce()
    dates = _dates(starts_on, starts_words, due_on, due_words)
    old = {name: getattr(action, name) for name in DATES}
    if dates == old:
        return action
    why = reason_of(reason, message=_("Say why the dates move: it is shown."), limit=500)
    change = DateChange(action=action, reason=why, by=by, at=at)
    for name in DATES:
        setattr(change, f"old_{name}", old[name])
        setattr(change, f"new_{name}", dates[name])
        setattr(action, name, dates[name])
    change.save()
    count_again(action)
    plain = {name: _plain(value) for name, value in old.items()}
    now = {name: _plain(value) for name, value in dates.items()}
    tell_event("dates_moved", action, by, at, reason=why, before=plain, after=now)
    return action


@transaction.atomic
def set_reports(*, followed: "Subject", months: int, by: "Person", at: datetime) -> int:
    """Say how many months may pass between two reports, for everything that goes on there; 0 asks for none."""
    policies.may_manage(by, followed).enforce()
    months = _months(months)
    rows = Action.objects.for_page().of(followed).select_for_update(no_key=True, of=("self",)).order_by("pk")
    changed = [action for action in rows if action.report_every != months]
    for action in changed:
        action.report_every = months
        count_again(action)
        tell_event("edited", action, by, at, report_every=months)
    return len(changed)


def version_of(action: Action) -> dict[str, str]:
    """Return the texts that a version keeps."""
    texts = {name: getattr(action, name) for name in TEXTS}
    office = action.institution.name if action.institution else ""
    return {"title": action.subject.title, **texts, "institution": office, "weight": str(action.weight)}


def _title(title: str) -> str:
    words = line(title)
    checked({"title": words}, {"title": 200}, {"title": _("Write a title.")})
    return words


def _content(institution: "Institution | None", texts: dict[str, Any]) -> dict[str, Any]:
    """Return what is kept beside the dates. Raises ValidationError by field."""
    weight = texts.pop("weight", 1)
    if set(texts) - set(TEXTS):
        raise TypeError(f"unknown fields of an action: {sorted(set(texts) - set(TEXTS))}")
    given = {name: line(texts.get(name, "")) for name in TEXTS}
    given["description"] = tidy(texts.get("description", "")).strip()
    needed = {} if institution else {"responsible": _("Say who is responsible: an institution, or in words.")}
    checked(given, TEXTS, needed)
    if not isinstance(weight, int) or not 1 <= weight <= MOST_WEIGHT:
        raise ValidationError({"weight": _("A whole number from 1 to %(most)s.") % {"most": MOST_WEIGHT}})
    return {**given, "institution": institution, "weight": weight}


def _months(months: int) -> int:
    if not 0 <= months <= MOST_MONTHS:
        raise ValidationError({"report_every": _("A whole number from 0 to %(most)s.") % {"most": MOST_MONTHS}})
    return months


def _dates(starts_on: date | None, starts_words: str, due_on: date | None, due_words: str) -> dict[str, Any]:
    """Return the dates that are kept: words that name a day give it, unless a day is given beside them."""
    starts_words, due_words = line(starts_words), line(due_words)
    checked({"starts_words": starts_words, "due_words": due_words}, {"starts_words": 60, "due_words": 60}, {})
    due = due_on or (last_day(due_words) if due_words else None)
    if due_words and due is None:
        raise ValidationError({"due_words": _("We cannot tell which day this means: write the last day beside it.")})
    wrong = {name for name, day in (("starts_on", starts_on), ("due_on", due)) if day and not 1990 <= day.year <= 2100}
    if wrong:
        raise ValidationError(dict.fromkeys(wrong, _("Write a day between 1990 and 2100.")))
    if starts_on and due and due < starts_on:
        raise ValidationError({"due_on": _("It must end after it begins.")})
    return {"starts_on": starts_on, "starts_words": starts_words, "due_on": due, "due_words": due_words}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _search_text(given: dict[str, Any]) -> str:
    return " ".join(given[name] for name in TEXTS)
