"""Forms of projects. They validate and explain; the acts write."""

import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from budgets.models import Contest, Project
from budgets.projects.actions import LONGEST_GROUP, LONGEST_REASON, LONGEST_REASONS
from budgets.projects.content import ProjectContent
from budgets.structure.forms import MoneyField
from participation.files.forms import AttachmentsField
from participation.models import Institution, Territory
from participation.web.forms import Form, TidyCharField
from participation.web.traps import Trapped
from proposals.forms import PlaceField


class ProjectFields(Form):
    """What is written of a project."""

    title = TidyCharField(label=_("Title"), min_length=5, max_length=150)
    summary = TidyCharField(
        label=_("In one sentence"), min_length=10, max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What would be done, where and for whom. It stands on the ballot."),
    )  # fmt: skip
    body = TidyCharField(
        label=_("What would be done, and why"), required=False, max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 7}),
    )  # fmt: skip
    category = forms.ChoiceField(label=_("Kind of project"))
    estimate = MoneyField(
        label=_("What do you think that it costs, in pesos?"), required=False,
        help_text=_("Leave it empty if you do not know: it is studied and costed afterwards."),
    )  # fmt: skip
    territory = PlaceField(
        label=_("Neighbourhood or locality"), queryset=Territory.objects.none(), required=False,
        empty_label=_("the whole area"),
    )  # fmt: skip
    address = TidyCharField(
        label=_("Where exactly"),
        required=False,
        max_length=200,
        help_text=_("A street and its corner, a park, a school."),
    )
    latitude = forms.DecimalField(label=_("Latitude"), required=False, max_digits=9, decimal_places=6,
                                  min_value=Decimal(-90), max_value=Decimal(90))  # fmt: skip
    longitude = forms.DecimalField(label=_("Longitude"), required=False, max_digits=9, decimal_places=6,
                                   min_value=Decimal(-180), max_value=Decimal(180))  # fmt: skip
    files = AttachmentsField(label=_("Photographs, plans or documents"), maximum=5)  # type: ignore[assignment]
    act_id = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, contest: Contest, project: Project | None = None, **kwargs: Any) -> None:
        self.contest, self.project = contest, project
        if project is not None:
            names = (
                "title",
                "summary",
                "body",
                "category",
                "estimate",
                "territory",
                "address",
                "latitude",
                "longitude",
            )
            kwargs["initial"] = {name: getattr(project, name) for name in names} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        places = Territory.objects.filter(is_active=True).defer("outline").order_by("sort_key", "pk")
        root = contest.territory_id or contest.budget.component.process.territory_id
        self.fields["territory"].queryset = places.within(root) if root else places  # type: ignore[attr-defined]
        categories = contest.budget.categories
        if categories:
            told = [(row["key"], contest.budget.category_title(row["key"])) for row in categories]
            self.fields["category"].choices = [("", _("Choose one")), *told]  # type: ignore[attr-defined]
        else:
            del self.fields["category"]

    def content(self) -> ProjectContent:
        """Return what was written, for the act."""
        names = ("title", "summary", "body", "estimate", "territory", "address", "latitude", "longitude")
        given = {name: self.cleaned_data[name] for name in names}
        kept: dict[str, Any] = {"lang": (get_language() or "es").split("-")[0]}
        if self.project is not None:
            kept = {"lang": self.project.lang, "translations": self.project.translations}
        return ProjectContent(**given, **kept, category=self.cleaned_data.get("category", ""))


class SubmitForm(Trapped, ProjectFields):
    """A project as a person enters it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_traps()


class EditForm(ProjectFields):
    """A project that is corrected."""

    reason = TidyCharField(
        label=_("What you correct, in a few words"), required=False, max_length=LONGEST_REASON,
        help_text=_("It stands in the history of the project."),
    )  # fmt: skip


class AddForm(ProjectFields):
    """A project as officials enter it."""

    institution = forms.ModelChoiceField(
        label=_("Institution that enters it"), queryset=Institution.objects.none(), required=False,
        empty_label=_("the one responsible for the process"),
    )  # fmt: skip
    cost = MoneyField(
        label=_("Cost, in pesos, if it was studied already"), required=False,
        help_text=_("With a cost it counts as a project that can be done; without one it is studied first."),
    )  # fmt: skip
    reasons = TidyCharField(
        label=_("What the study found"), required=False, max_length=LONGEST_REASONS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institution"].queryset = Institution.objects.order_by("name", "pk")  # type: ignore[attr-defined]


class ReasonForm(Form):
    """Why."""

    reason = TidyCharField(
        label=_("Why"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody reads it, and whoever follows the project is told."),
    )  # fmt: skip


class GroupForm(Form):
    """Which projects exclude each other."""

    projects = forms.TypedMultipleChoiceField(
        label=_("Projects"), coerce=int, widget=forms.CheckboxSelectMultiple, choices=[],
        error_messages={"required": _("Mark at least two projects of the same contest.")},
    )  # fmt: skip
    group = TidyCharField(
        label=_("Name of the group"), max_length=LONGEST_GROUP, required=False,
        help_text=_(
            "For example the name of the park for which there are two projects. Empty: they exclude each other no more."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, offered: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["projects"].choices = offered  # type: ignore[attr-defined]
