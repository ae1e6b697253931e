"""Acts on a budget and its contests: set up, changed, removed, until the ballot is frozen."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from budgets import events
from budgets.models import Budget, Contest, Leftovers, Publication, Reach
from budgets.settings import LARGEST
from budgets.structure import policies
from budgets.structure.rules import checked_ballot, checked_categories, checked_rule
from budgets.structure.shapes import SHAPES, shape_of
from participation.events.record import record
from participation.subjects.actions import create_subject, update_subject
from processes.actions.shared import assign, clean_texts, free_slug
from processes.models import Component

if TYPE_CHECKING:
    from participation.models import Person, Territory

RULES = {"currency", "rule", "ballot", "publication", "reach", "most_contests", "leftovers", "clarification_days",
         "categories"}  # fmt: skip
WORDS = {"explanation", "challenge_authority", "translations"}
CONTEST = {"title", "description", "territory", "amount", "group", "takes_leftovers", "entitled", "position",
           "translations"}  # fmt: skip
MOST_CONTESTS = 3_000


@transaction.atomic
def create_budget(
    *, component: Component, by: "Person", at: datetime, shape: str = "", is_sample: bool = False, **fields: Any
) -> Budget:
    """Set up the budget of an activity with the rules of a shape; ``fields`` win over them.

    Raises ActDenied, and ValidationError by field.
    """
    component = Component.objects.with_clock().select_for_update(no_key=True, of=("self",)).get(pk=component.pk)
    policies.may_set_up(by, component).enforce()
    chosen = shape_of(shape or component.config.shape) or SHAPES[1]
    given = {
        "rule": chosen.rule,
        "ballot": chosen.ballot,
        "reach": chosen.reach,
        "most_contests": chosen.most_contests,
        "leftovers": chosen.leftovers,
        "clarification_days": chosen.clarification_days,
        **chosen.texts(),
        **fields,
    }
    budget = Budget(component=component, shape=chosen.key, created_by=by, created_at=at, is_sample=is_sample)
    assign(budget, _checked_rules(given))
    budget.save()
    record(
        events.BUDGET_CREATED,
        subject=component.subject,
        by=by,
        at=at,
        payload={"budget": budget.pk, "shape": chosen.key},
        changes=[("budgets", budget.pk)],
    )
    return budget


@transaction.atomic
def update_budget(*, budget: Budget, by: "Person", at: datetime, **fields: Any) -> Budget:
    """Change the rules of a budget. Once a contest is frozen only words change: the explanation, and where to appeal.

    Raises ActDenied, and ValidationError by field. What is as it was changes nothing.
    """
    budget = locked_budget(budget)
    policies.may_prepare(by, budget.component).enforce()
    given = _checked_rules(fields)
    if any(getattr(budget, name) != value for name, value in given.items() if name in RULES):
        policies.may_change_rules(by, budget).enforce()
    before, after = assign(budget, given)
    if not after:
        return budget
    budget.save()
    record(
        events.BUDGET_CHANGED,
        subject=budget.component.subject,
        by=by,
        at=at,
        before=before,
        after=after,
        payload={"budget": budget.pk},
        changes=[("budgets", budget.pk)],
    )
    return budget


@transaction.atomic
def add_contest(
    *,
    budget: Budget,
    title: str,
    amount: int,
    by: "Person",
    at: datetime,
    slug: str = "",
    is_sample: bool = False,
    **fields: Any,
) -> Contest:
    """Add a contest at the end. ``amount`` is in centavos. Raises ActDenied, and ValidationError by field."""
    budget = locked_budget(budget)
    policies.may_change_rules(by, budget).enforce()
    return _add(budget, {**fields, "title": title, "amount": amount}, slug=slug, is_sample=is_sample, by=by, at=at)


@transaction.atomic
def add_contests_of_territories(
    *, budget: Budget, territories: Sequence["Territory"], amount: int, by: "Person", at: datetime, group: str = ""
) -> list[Contest]:
    """Add a contest for each territory that has none yet, each with the same amount.

    Raises ActDenied, and ValidationError where there would be too many.
    """
    budget = locked_budget(budget)
    policies.may_change_rules(by, budget).enforce()
    taken = set(budget.contests.exclude(territory=None).values_list("territory_id", flat=True))
    missing = [territory for territory in territories if territory.pk not in taken]
    if not missing:
        raise ValidationError({"level": _("Each of these places has its contest already.")})
    return [
        _add(budget, {"title": each.name, "amount": amount, "territory": each, "group": group}, by=by, at=at)
        for each in missing
    ]


def _add(
    budget: Budget, fields: dict[str, Any], *, by: "Person", at: datetime, slug: str = "", is_sample: bool = False
) -> Contest:
    given = _checked_contest(budget, fields)
    taken = dict(budget.contests.values_list("slug", "position"))
    if len(taken) >= MOST_CONTESTS:
        raise ValidationError(_("A budget has at most %(n)s contests.") % {"n": MOST_CONTESTS})
    slug = free_slug(slug or given["title"], taken=taken, limit=60, fallback="bolsa")
    contest = Contest(
        budget=budget,
        slug=slug,
        position=max(taken.values(), default=0) + 1,
        created_at=at,
        is_sample=is_sample or budget.is_sample,
    )
    assign(contest, given)
    process = budget.component.process
    contest.subject = create_subject(
        kind="contest",
        title=contest.title,
        titles=contest.in_other_languages("title"),
        path="",
        at=at,
        parent=budget.component.subject,
        territory=contest.territory or process.territory,
        lang=process.lang,
        state="published",
        text=contest.description,
    )
    contest.save()
    update_subject(subject=contest.subject, at=at, path=f"/presupuestos/{contest.pk}/")
    payload = {"contest": contest.pk, "budget": budget.pk, "amount": contest.amount}
    record(events.CONTEST_ADDED, subject=contest.subject, by=by, at=at, payload=payload)
    return contest


@transaction.atomic
def update_contest(*, contest: Contest, by: "Person", at: datetime, **fields: Any) -> Contest:
    """Change a contest until it is frozen. Raises ActDenied, and ValidationError by field."""
    budget = locked_budget(contest.budget)
    contest = locked_contest(contest)
    policies.may_change_contest(by, contest).enforce()
    before, after = assign(contest, _checked_contest(budget, fields, contest))
    if not after:
        return contest
    contest.save()
    update_subject(
        subject=contest.subject,
        at=at,
        title=contest.title,
        titles=contest.in_other_languages("title"),
        territory=contest.territory or budget.component.process.territory,
        text=contest.description,
    )
    payload = {"contest": contest.pk, "budget": contest.budget_id}
    record(events.CONTEST_CHANGED, subject=contest.subject, by=by, at=at, before=before, after=after, payload=payload)
    return contest


@transaction.atomic
def remove_contest(*, contest: Contest, by: "Person", at: datetime) -> None:
    """Remove a contest in which no project was entered; its page says so from then on."""
    locked_budget(contest.budget)
    contest = locked_contest(contest)
    policies.may_remove_contest(by, contest).enforce()
    subject, pk = contest.subject, contest.pk
    if contest.vote is not None:
        raise ValidationError(_("Its ballot is being prepared, so it stays."))
    contest.delete()
    update_subject(subject=subject, at=at, state="withdrawn")
    record(events.CONTEST_REMOVED, subject=subject, by=by, at=at, payload={"contest": pk})


def locked_budget(budget: Budget) -> Budget:
    """Return the budget as it is now, held until the commit: acts on its contests follow one another."""
    rows = Budget.objects.select_for_update(no_key=True, of=("self",))
    found = rows.get(pk=budget.pk)
    found.component = Component.objects.with_clock().get(pk=found.component_id)
    return found


def locked_contest(contest: Contest) -> Contest:
    """Return the contest as it is now, held until the commit: freezing and changing it follow one another."""
    rows = Contest.objects.select_for_update(no_key=True, of=("self",)).select_related("subject", "vote", "territory")
    found = rows.get(pk=contest.pk)
    found.budget = Budget.objects.get(pk=found.budget_id)
    found.budget.component = Component.objects.with_clock().get(pk=found.budget.component_id)
    return found


def _checked_rules(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a budget as they are kept. Raises ValidationError by field."""
    if unknown := set(fields) - RULES - WORDS:
        raise TypeError(f"a budget has no {sorted(unknown)[0]}")
    given = clean_texts(Budget, dict(fields), rich=set())
    checks = {"rule": checked_rule, "ballot": checked_ballot, "categories": checked_categories}
    for name, check in checks.items():
        if name in given:
            given[name] = check(given[name])
    choices: dict[str, Any] = {"reach": Reach, "publication": Publication, "leftovers": Leftovers}
    for name, known in choices.items():
        if name in given and given[name] not in known.values:
            raise ValidationError({name: _("Choose one of the options.")})
    for name, (least, most) in {"most_contests": (1, MOST_CONTESTS), "clarification_days": (0, 60)}.items():
        if name in given and not least <= int(given[name]) <= most:
            raise ValidationError(
                {name: _("Write a whole number from %(least)s to %(most)s.") % {"least": least, "most": most}}
            )
    code = given.get("currency")
    if code is not None and not (len(code) == 3 and code.isascii() and code.isupper()):
        raise ValidationError({"currency": _("Write the three letters of the currency, for example MXN.")})
    return given


def _checked_contest(budget: Budget, fields: Mapping[str, Any], contest: Contest | None = None) -> dict[str, Any]:
    """Return the fields of a contest as they are kept. Raises ValidationError by field."""
    if unknown := set(fields) - CONTEST:
        raise TypeError(f"a contest has no {sorted(unknown)[0]}")
    given = clean_texts(Contest, dict(fields), rich=set())
    if "title" in given and not given["title"]:
        raise ValidationError({"title": _("This is missing.")})
    if "amount" in given and not 0 < int(given["amount"] or 0) <= LARGEST:
        raise ValidationError({"amount": _("Write how much money there is to decide on.")})
    within, place = budget.component.process.territory_id, given.get("territory")
    if place is not None and within and within not in {place.pk, *place.ancestors}:
        raise ValidationError({"territory": _("This place lies outside the territory of the process.")})
    if given.get("takes_leftovers"):
        others = budget.contests.filter(takes_leftovers=True)
        if others.exclude(pk=contest.pk if contest else None).exists():
            raise ValidationError({"takes_leftovers": _("Another contest takes what is left over already.")})
    return given
