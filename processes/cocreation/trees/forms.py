"""Forms of problem trees."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from participation.web.forms import Form, TidyCharField
from processes.cocreation.trees.actions import LONGEST_EVIDENCE, LONGEST_NODE, LONGEST_URL
from processes.models import Cluster, Component


class NodeForm(Form):
    """One cause or effect."""

    text = TidyCharField(label=_("In one sentence"), max_length=LONGEST_NODE)
    evidence = TidyCharField(
        label=_("How do you know?"),
        max_length=LONGEST_EVIDENCE,
        required=False,
        help_text=_("A figure with its source and date, a study, what people told."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    evidence_url = TidyCharField(
        label=_("Where one can read it"),
        max_length=LONGEST_URL,
        required=False,
        help_text=_("An address that begins with https://"),
        widget=forms.URLInput,
    )


class ProblemForm(NodeForm):
    """The problem itself."""

    field_order: tuple[str, ...] = ("problem", "evidence", "evidence_url")
    text = None  # type: ignore[assignment]
    problem = TidyCharField(
        label=_("The problem, in one sentence"),
        max_length=LONGEST_NODE,
        help_text=_("As something that happens to somebody, not as a solution that is missing."),
    )


class GrowForm(ProblemForm):
    """A new tree."""

    field_order = ("problem", "cluster", "evidence", "evidence_url")
    cluster = forms.ModelChoiceField(
        label=_("Cluster of contributions that it comes from"),
        queryset=Cluster.objects.none(),
        required=False,
        empty_label=_("From none"),
    )

    def __init__(self, *args: Any, component: Component, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Cluster.objects.live().filter(component=component).order_by("title", "pk")
        self.fields["cluster"].queryset = rows  # type: ignore[attr-defined]


class PublishForm(Form):
    """Why a published tree changes."""

    reason = TidyCharField(label=_("What changes, and why?"), max_length=300)
