"""Forms of budgets and their contests, for officials. They validate and explain; the acts write."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from budgets.models import Budget, Contest, Leftovers, Publication, Reach
from budgets.settings import LARGEST
from budgets.structure.rules import ASSEMBLY
from budgets.structure.shapes import SHAPES
from budgets.voting.limits import KINDS
from participation.access.who import WhoField, offer_choices
from participation.models import Territory
from participation.web.forms import Form, TidyCharField

CENTS = 100


class MoneyField(forms.DecimalField):
    """An amount as people write it, in pesos; the value is in centavos. "1,200,000.50" and "$ 1 200 000" are read."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("min_value", Decimal("0.01"))
        kwargs.setdefault("max_value", Decimal(LARGEST) / CENTS)
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_digits=16, decimal_places=2, localize=False, widget=widget, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Take the peso sign, blanks and separators of thousands away."""
        if isinstance(value, str):
            value = value.replace("$", "").replace(",", "").replace(" ", "").replace("\xa0", "")
        return super().to_python(value)

    def clean(self, value: Any) -> int | None:
        """Return centavos; None where nothing was written."""
        amount = super().clean(value)
        return None if amount is None else int(amount * CENTS)

    def prepare_value(self, value: Any) -> Any:
        """Show centavos as pesos; what was typed stays as it was typed."""
        if isinstance(value, int):
            pesos = Decimal(value) / CENTS
            return f"{pesos:,.0f}" if pesos == pesos.to_integral_value() else f"{pesos:,.2f}"
        return value


class BudgetSettingsForm(Form):
    """Who may enter projects, comment on them and vote."""

    shape = forms.ChoiceField(
        label=_("Rules to begin with"),
        required=False,
        choices=[("", _("I choose later")), *((shape.key, shape.title) for shape in SHAPES)],
        help_text=_("Each of them can be changed until the ballot is frozen."),
    )
    projects_per_person = forms.IntegerField(
        label=_("Projects that each person can enter"), min_value=0, max_value=100, initial=3,
        help_text=_("0: no limit."),
    )  # fmt: skip
    who_may_submit = WhoField(label=_("Who may enter projects"))
    who_may_comment = WhoField(label=_("Who may comment"))
    who_may_vote = WhoField(label=_("Who may vote"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self)


COUNTS = {
    "greedy": _("the most votes first, as long as the money lasts; what does not fit is skipped"),
    "greedy-stop": _("the most votes first, until the first one that does not fit"),
    "greedy-eighty": _("the most votes first; the last one may exceed the money where 80 % of it fits"),
    "one": _("one winner: the project with the most votes"),
    "shares": _("equal shares: each person's part of the money counts the same"),
}
WHEN_TIED = {
    "lowest-cost,lot": _("the one that costs less; then the lot, drawn before the vote"),
    "lot": _("the lot, drawn before the vote"),
    "assembly": _("the assembly of those who live there"),
    "lowest-cost,most-votes,lot": _("the one that costs less; then more votes; then the lot"),
}
RULES: dict[str, dict[str, Any]] = {
    "greedy": {"kind": "greedy"},
    "greedy-stop": {"kind": "greedy", "overflow": "stop"},
    "greedy-eighty": {"kind": "greedy", "overflow": "eighty"},
    "one": {"kind": "greedy", "most": 1},
    "shares": {"kind": "equalshares", "completion": "add1"},
}


def counted_as(rule: Mapping[str, Any]) -> str:
    """Return which of the offered ways a rule is; nothing for another one."""
    for name, record in RULES.items():
        whole = {"kind": "greedy", "overflow": "skip", "most": 0, "completion": "none", **record}
        if all(rule.get(key, value) == value for key, value in whole.items()):
            return name
    return ""


class RulesForm(Form):
    """How it is decided: who votes where, on what ballot, how it is counted, and what is published."""

    reach = forms.ChoiceField(label=_("Who votes where"), choices=Reach.choices, widget=forms.RadioSelect)
    most_contests = forms.IntegerField(
        label=_("In how many contests of one group each person votes"), min_value=1, max_value=100, initial=1,
        help_text=_("It counts where contests share a group, as districts do."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("The ballot"), choices=list(KINDS.items()), widget=forms.RadioSelect)
    minimum = forms.IntegerField(
        label=_("Fewest projects on a ballot"), min_value=0, max_value=500, initial=0, required=False,
        help_text=_("0: a blank ballot can be cast."),
    )  # fmt: skip
    maximum = forms.IntegerField(
        label=_("Most projects on a ballot"), min_value=0, max_value=500, initial=0, required=False,
        help_text=_("0: no limit."),
    )  # fmt: skip
    spend = forms.IntegerField(
        label=_("Least part of the money that a ballot uses, in per cent"), min_value=0, max_value=100,
        required=False, initial=0, help_text=_("Only where people fill the budget with projects."),
    )  # fmt: skip
    points = forms.IntegerField(
        label=_("Points that each person shares out"), min_value=0, max_value=1000, required=False, initial=0,
        help_text=_("Only where people share out points."),
    )  # fmt: skip
    each = forms.IntegerField(
        label=_("Most points for one project"), min_value=0, max_value=1000, required=False, initial=0,
        help_text=_("Only where people share out points or give marks. 0: no limit."),
    )  # fmt: skip
    vector = TidyCharField(
        label=_("Points of each place"), required=False, max_length=200,
        help_text=_("Only where people put projects in order: for example 3, 2, 1."),
    )  # fmt: skip
    count = forms.ChoiceField(label=_("How it is counted"), choices=list(COUNTS.items()), widget=forms.RadioSelect)
    ties = forms.ChoiceField(label=_("Where projects tie"), choices=list(WHEN_TIED.items()), widget=forms.RadioSelect)
    minimum_votes = forms.IntegerField(
        label=_("Least votes to win"), min_value=0, max_value=10**7, required=False, initial=0,
        help_text=_("0: no minimum."),
    )  # fmt: skip
    leftovers = forms.ChoiceField(
        label=_("Money that is left over"), choices=Leftovers.choices, widget=forms.RadioSelect
    )
    publication = forms.ChoiceField(
        label=_("What is published of the ballots"), choices=Publication.choices, widget=forms.RadioSelect
    )
    currency = TidyCharField(label=_("Currency"), max_length=3, initial="MXN")
    categories = forms.CharField(
        label=_("Kinds of projects"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One on each line. In English after a bar: “Parques | Parks”."),
    )  # fmt: skip
    explanation = TidyCharField(
        label=_("How it is decided, in plain words"), required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    explanation_en = TidyCharField(
        label=_("The same in English"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    clarification_days = forms.IntegerField(
        label=_("Working days to ask for a clarification"), min_value=0, max_value=60, initial=5,
        help_text=_("Of whoever entered a project that cannot be done. 0: it cannot be asked for."),
    )  # fmt: skip
    challenge_authority = TidyCharField(
        label=_("The authority before which a decision or the result can be challenged"), required=False,
        max_length=300, help_text=_("With its address or page. It stands on the page of each project and result."),
    )  # fmt: skip

    def __init__(self, *args: Any, budget: Budget | None = None, **kwargs: Any) -> None:
        if budget is not None:
            kwargs["initial"] = initial_of(budget) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.budget = budget
        if budget is not None and not counted_as(budget.rule):
            self.fields["count"].choices = [("", _("as it is: a rule set through the API")), *COUNTS.items()]  # type: ignore[attr-defined]
            self.fields["count"].required = False

    def given(self) -> dict[str, Any]:
        """Return the fields of the budget, for the act."""
        data = self.cleaned_data
        kind = data["kind"]
        ballot: dict[str, Any] = {"kind": kind, "minimum": data["minimum"] or 0}
        own = {"approval": ("maximum",), "knapsack": ("maximum", "spend"), "points": ("maximum", "points", "each"),
               "score": ("maximum", "each")}  # fmt: skip
        ballot |= {name: data[name] or 0 for name in own.get(kind, ())}
        if kind == "ranking":
            ballot["vector"] = data["vector"]
        if self.budget is not None:
            kept = self.budget.ballot
            ballot |= {name: kept[name] for name in ("categories", "order") if name in kept}
        rule = dict(RULES[data["count"]]) if data["count"] else dict(self.budget.rule if self.budget else {})
        pointed = kind in {"points", "score", "ranking"}
        rule |= {"measure": "points" if pointed else "votes", "minimum": data["minimum_votes"] or 0}
        if rule["kind"] == "equalshares":
            rule["utility"] = "points-cost" if pointed else "cost"
        return {
            **{name: data[name] for name in ("reach", "most_contests", "leftovers", "publication", "currency",
                                             "explanation", "clarification_days", "challenge_authority")},
            "ballot": ballot,
            "rule": {**rule, "ties": data["ties"].split(",")},
            "categories": data["categories"],
            "translations": self._translations(),
        }  # fmt: skip

    def _translations(self) -> dict[str, dict[str, str]]:
        kept = dict(self.budget.translations) if self.budget is not None else {}
        english = {**kept.get("en", {}), "explanation": self.cleaned_data["explanation_en"]}
        return {**kept, "en": {name: text for name, text in english.items() if text}}

    def clean_vector(self) -> list[int]:
        """Read the points of each place."""
        parts = [part.strip() for part in self.cleaned_data["vector"].split(",") if part.strip()]
        if any(not (part.isascii() and part.isdigit() and len(part) < 5) for part in parts):
            raise forms.ValidationError(_("Write whole numbers of points, one for each place."))
        return [int(part) for part in parts]

    def clean_categories(self) -> list[dict[str, Any]]:
        """Read one kind of project from each line; those that stand already keep their key."""
        known = {row["title"]: row["key"] for row in (self.budget.categories if self.budget is not None else [])}
        rows = []
        for line in self.cleaned_data["categories"].splitlines():
            title, _bar, english = (part.strip() for part in line.partition("|"))
            if title:
                rows.append({"title": title, "key": known.get(title, ""), "translations": {"en": {"title": english}}})
        return rows

    def clean(self) -> dict[str, Any]:
        """Refuse an assembly for what has no places, and a rule of one winner with equal shares."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("count") == "shares" and data.get("ties") == ASSEMBLY:
            self.add_error(
                "ties", _("Equal shares are counted in many steps: a tie in them is decided by cost and lot.")
            )
        return data


def initial_of(budget: Budget) -> dict[str, Any]:
    """Return what the form of a budget begins with."""
    ballot, rule = budget.ballot, budget.rule
    names = ("reach", "most_contests", "leftovers", "publication", "currency", "explanation", "clarification_days",
             "challenge_authority")  # fmt: skip
    lines = [
        " | ".join(part for part in (row["title"], row.get("translations", {}).get("en", {}).get("title", "")) if part)
        for row in budget.categories
    ]
    ties = ",".join(rule.get("ties", ["lot"]))
    return {
        **{name: getattr(budget, name) for name in names},
        **{name: ballot.get(name, 0) for name in ("kind", "minimum", "maximum", "spend", "points", "each")},
        "vector": ", ".join(str(points) for points in ballot.get("vector", [])),
        "count": counted_as(rule),
        "ties": ties if ties in WHEN_TIED else "lowest-cost,lot",
        "minimum_votes": int(str(rule.get("minimum", "0")).partition("/")[0] or 0),
        "categories": "\n".join(lines),
        "explanation_en": budget.translations.get("en", {}).get("explanation", ""),
    }


class ShapeForm(Form):
    """Which rules a budget begins with."""

    shape = forms.ChoiceField(
        label=_("Rules to begin with"),
        choices=[(shape.key, shape.title) for shape in SHAPES],
        widget=forms.RadioSelect,
        initial=SHAPES[1].key,
    )


class ContestForm(Form):
    """Name, money and place of a contest."""

    title = TidyCharField(label=_("Name"), max_length=150, help_text=_("For example “The whole city” or a district."))
    title_en = TidyCharField(label=_("Name in English"), max_length=150, required=False)
    amount = MoneyField(label=_("Money to decide on, in pesos"))
    territory = forms.ModelChoiceField(
        label=_("Where"), queryset=Territory.objects.none(), required=False, empty_label=_("the whole territory")
    )
    group = TidyCharField(
        label=_("Group"), max_length=40, required=False,
        help_text=_("Contests of one group share the limit of the rules: for example “district”. Else leave it empty."),
    )  # fmt: skip
    entitled = forms.IntegerField(
        label=_("How many people may vote here"), required=False, min_value=1, max_value=10**9,
        help_text=_("For the turnout. Leave it empty if nobody knows."),
    )  # fmt: skip
    takes_leftovers = forms.BooleanField(
        label=_("It is counted last and takes what the others leave over"), required=False
    )
    description = TidyCharField(
        label=_("Description"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, budget: Budget, contest: Contest | None = None, **kwargs: Any) -> None:
        if contest is not None:
            names = ("title", "amount", "territory", "group", "entitled", "takes_leftovers", "description")
            own = {name: getattr(contest, name) for name in names}
            own["title_en"] = contest.translations.get("en", {}).get("title", "")
            kwargs["initial"] = own | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.contest = contest
        places = Territory.objects.filter(is_active=True).defer("outline").order_by("sort_key", "pk")
        root = budget.component.process.territory_id
        self.fields["territory"].queryset = places.within(root) if root else places  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        """Return the fields of the contest, for the act."""
        data = dict(self.cleaned_data)
        english = data.pop("title_en")
        kept = dict(self.contest.translations) if self.contest is not None else {}
        texts = {**kept.get("en", {}), "title": english}
        return {**data, "translations": {**kept, "en": {name: text for name, text in texts.items() if text}}}


class LevelForm(Form):
    """A contest for each place of a level, with the same amount."""

    level = forms.ChoiceField(label=_("For each place of the kind"))
    amount = MoneyField(label=_("Money of each one, in pesos"))
    group = TidyCharField(label=_("Group"), max_length=40, required=False)

    def __init__(self, *args: Any, levels: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = levels  # type: ignore[attr-defined]
