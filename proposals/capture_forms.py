"""What officers capture for people: a proposal, and a support."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from participation.access.eligibility import asks_verification
from participation.folios.codes import read_code
from participation.models import Folio, Territory
from participation.web.forms import TidyCharField
from processes.points.forms import CaptureForm
from proposals.content import Content, content, problems
from proposals.forms import LANGUAGES, PlaceField, place_choices
from proposals.models import Proposal

OFFERED = 300


class ProposalCapture(CaptureForm):
    """A proposal in the words of whoever makes it."""

    own = ("title", "body", "where", "address", "lang")
    title = TidyCharField(
        label=_("What do they propose, in one line?"),
        error_messages={"required": _("Write in one line what they propose.")},
    )
    body = TidyCharField(
        label=_("In their own words"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Write it as they say it, and read it back to them."),
        error_messages={"required": _("Write what they propose: a few words are enough.")},
    )
    where = PlaceField(
        label=_("Where is it?"),
        queryset=Territory.objects.none(),
        required=False,
        empty_label=_("In no place in particular"),
    )
    address = TidyCharField(label=_("The place in their words"), max_length=200, required=False)
    lang = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial="es", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        settings = kwargs["component"].config
        self.needs_person = asks_verification(settings.who_may_propose)
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["where"].queryset = place_choices(self.component)
        fields["title"].widget.attrs["maxlength"] = settings.title_max
        fields["body"].widget.attrs["maxlength"] = settings.body_max
        if not self.needs_person:
            fields["document"].help_text = _("Leave it empty where they do not want to give their name.")

    def content(self) -> Content:
        """Return what is proposed."""
        data = self.cleaned_data
        return content(
            title=data.get("title", ""),
            body=data.get("body", ""),
            territory=data.get("where"),
            address=data.get("address", ""),
            lang=data.get("lang") or "es",
        )

    def clean(self) -> dict[str, Any]:
        """Add what the call's rules say."""
        data = super().clean()
        for name, texts in problems(self.content(), self.component).items():
            field = {"territory": "where"}.get(name, name)
            if not self.has_error(field):
                self.add_error(field if field in self.fields else None, texts)
        return data

    def captured(self) -> dict[str, Any]:
        """Add the proposal."""
        return {**super().captured(), "content": self.content()}


class Offered(forms.TextInput):
    """A text with the proposals of the call to choose from."""

    template_name = "proposals/offered.html"
    offered: Any = ()

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Add the list."""
        return {**super().get_context(name, value, attrs), "offered": self.offered}


class SupportCapture(CaptureForm):
    """A support of a person who is present."""

    own = ("proposal",)
    proposal = TidyCharField(
        label=_("Proposal"),
        max_length=200,
        help_text=_("Its number or folio, or choose it from the list by writing some words of it."),
        widget=Offered(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget: Any = self.fields["proposal"].widget
        widget.attrs["list"] = f"propuestas-{self.component.pk}"
        widget.offered = offered_in(self.component)

    def clean_proposal(self) -> Proposal:
        """Return the proposal. Raises ValidationError."""
        text = self.cleaned_data["proposal"]
        rows = Proposal.objects.public().filter(component=self.component)
        rows = rows.select_related("subject__folio", "counts", "component__subject", "component__process__subject")
        code = read_code(text)
        number = text.removeprefix("#").split(" ", 1)[0]
        found = None
        if code is not None:
            folio = Folio.objects.filter(code=code).values_list("subject", flat=True)
            found = rows.filter(subject__in=folio).first()
        elif number.isascii() and number.isdigit() and len(number) < 19:
            found = rows.filter(pk=int(number)).first()
        if found is None:
            raise forms.ValidationError(_("There is no such proposal here. Look at its number."))
        return found


def offered_in(component: Any) -> list[str]:
    """Return the proposals of a call that take supports, those with most supports first, as ``123 · Title``."""
    rows = Proposal.objects.public().filter(component=component, state__in=["published", "in_evaluation"])
    found = rows.order_by("-counts__supports", "pk").values_list("pk", "title")[:OFFERED]
    return [f"{pk} · {title}" for pk, title in found]
