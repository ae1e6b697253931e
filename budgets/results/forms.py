"""Forms of the desk of counts: the reason of another count, and what an assembly decided."""

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participation.web.forms import Form, TidyCharField

if TYPE_CHECKING:
    from budgets.models import Project

MOST = 100_000


class ReasonForm(Form):
    """Why a contest is counted again."""

    reason = TidyCharField(
        label=gettext_lazy("Why is it counted again?"),
        max_length=500,
        help_text=gettext_lazy("It is published with the result."),
    )


class AssemblyForm(Form):
    """What the acta of an assembly says."""

    act_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    held_at = forms.DateTimeField(
        label=gettext_lazy("When it was held"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    place = TidyCharField(label=gettext_lazy("Where"), max_length=200)
    convened_by = TidyCharField(label=gettext_lazy("Who convened it"), max_length=200)
    quorum = forms.IntegerField(label=gettext_lazy("How many people it needed"), min_value=1, max_value=MOST)
    present = forms.IntegerField(label=gettext_lazy("How many people came"), min_value=1, max_value=MOST)

    def __init__(self, *args: Any, projects: "list[Project]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.projects = projects
        for project in projects:
            self.fields[f"hands_{project.pk}"] = forms.IntegerField(
                label=_("Hands for “%(title)s”") % {"title": project.title}, min_value=0, max_value=MOST
            )
        self.fields["signatures"] = TidyCharField(
            label=_("Who signed the acta"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("Names and what each of them was: president, secretary, tellers."),
        )  # fmt: skip
        self.fields["notes"] = TidyCharField(
            label=_("What else the acta says"), max_length=4000, required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        )  # fmt: skip
        self.fields["acta"] = forms.FileField(
            label=_("Scan of the acta"), help_text=_("A PDF or a photograph. It is public once it is confirmed.")
        )
        self.fields["act_id"].initial = uuid.uuid4()

    def given(self) -> dict[str, Any]:
        """Return what the act asks for."""
        data = self.cleaned_data
        hands = {str(each.pk): data[f"hands_{each.pk}"] for each in self.projects}
        names = ("held_at", "place", "convened_by", "quorum", "present", "signatures", "notes", "acta", "act_id")
        return {"hands": hands, **{name: data[name] for name in names}}
