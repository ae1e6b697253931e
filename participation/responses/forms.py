"""Forms of the desk of answers."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from participation.access import roles
from participation.files.forms import AttachmentsField
from participation.models import Institution, Person, Role
from participation.responses.actions import MAX_REASONS, draft_mark
from participation.responses.actions.common import MAX_NOTE
from participation.responses.models import Response, Verdict
from participation.responses.registry import answerable
from participation.web.forms import Form, TidyCharField

if TYPE_CHECKING:
    from participation.models import Subject

MOST_FILES = 5


def _area(label: Any, hint: Any = "", *, limit: int = MAX_NOTE, required: bool = True, rows: int = 4) -> TidyCharField:
    return TidyCharField(
        label=label, help_text=hint, max_length=limit, required=required, widget=forms.Textarea(attrs={"rows": rows})
    )


def preparers(institutions: QuerySet[Institution] | None = None) -> QuerySet[Person]:
    """Return who can be named to prepare answers; with ``institutions``, only those with a role over one of them."""
    held = Role.objects.filter(kind__in=roles.EVALUATORS, ended_at__isnull=True)
    if institutions is not None:
        held = held.filter(scope__in=institutions.values("subject"))
    return Person.objects.filter(pk__in=held.values("person"), is_active=True).order_by("name", "pk")


def offer(field: Any, institutions: list[Institution], *, empty: Any = "") -> None:
    """Offer institutions that were read already: a page with several such choices reads them once."""
    field.queryset = Institution.objects.filter(pk__in=[each.pk for each in institutions])
    named = [(each.pk, each.name) for each in institutions]
    field.choices = [("", empty), *named] if empty else named


class PersonField(forms.ModelChoiceField):
    """A choice among officials, by their public name."""

    def label_from_instance(self, obj: Person) -> str:
        """Return the name."""
        return obj.public_name


class PlanForm(Form):
    """Where something goes: the institution, perhaps a person, working days, a note, and who else takes part."""

    institution = forms.ModelChoiceField(
        label=_("Which institution answers?"), queryset=Institution.objects.none(), empty_label=_("Choose one")
    )
    person = PersonField(
        label=_("Who prepares it?"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("The office decides"),
        help_text=_("Somebody with a role in that institution."),
    )
    working_days = forms.IntegerField(
        label=_("Working days for the office"),
        required=False,
        min_value=1,
        max_value=250,
        help_text=_("Counted from tomorrow, without days off. Empty: until the day that people were told."),
    )
    note = _area(_("Note for the office"), _("Only officials read it."), required=False, rows=3)
    joint = forms.ModelMultipleChoiceField(
        label=_("Who else hands in a part?"),
        queryset=Institution.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For a joint answer. The institution above leads and publishes it."),
    )

    def __init__(self, *args: Any, institutions: list[Institution], every: list[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["institution"], institutions, empty=_("Choose one"))
        offer(self.fields["joint"], every)
        self.fields["person"].queryset = preparers()  # type: ignore[attr-defined]


class PersonForm(Form):
    """Who of the office prepares it."""

    person = PersonField(
        label=_("Who prepares it?"), queryset=Person.objects.none(), required=False, empty_label=_("Nobody yet")
    )

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class WordsForm(Form):
    """One step in words."""

    text = _area(_("In words"))

    def __init__(self, *args: Any, label: Any, hint: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label, self.fields["text"].help_text = label, hint


class PartsForm(Form):
    """Ask further institutions for their part."""

    institutions = forms.ModelMultipleChoiceField(
        label=_("Which institutions?"), queryset=Institution.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    asked_for = _area(_("What do you ask of them?"), required=False, rows=3)

    def __init__(self, *args: Any, institutions: list[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["institutions"], institutions)


class AnswerForm(Form):
    """The answer with its reasons, the number of the official letter, who signs, what it costs, and its documents."""

    verdict = forms.ChoiceField(label=_("Verdict"), choices=[], widget=forms.RadioSelect)
    reasons = _area(
        _("Reasons"),
        _("In words that everybody understands. Every answer needs them, also a yes."),
        limit=MAX_REASONS,
        rows=8,
    )
    reference = TidyCharField(label=_("Number of the official letter"), max_length=80, required=False)
    signer = TidyCharField(label=_("Signed by"), max_length=150, required=False, help_text=_("Name and post."))
    cost = forms.DecimalField(
        label=_("Estimated cost, in pesos"), required=False, min_value=0, max_digits=15, decimal_places=2
    )
    files = AttachmentsField(  # type: ignore[assignment]
        label=_("The official letter and other documents"),
        maximum=MOST_FILES,
        images=False,
        help_text=_(
            "They are published with the answer: cross out personal data first. PDF, Word, Excel, text or CSV."
        ),
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, subject: "Subject", response: Response | None, **kwargs: Any) -> None:
        cost = None if response is None or response.cost_centavos is None else Decimal(response.cost_centavos) / 100
        kwargs["initial"] = {
            "verdict": response.verdict,
            "reasons": response.reasons,
            "reference": response.reference,
            "signer": response.signer,
            "cost": cost,
            "seen": draft_mark(response),
        } if response is not None else {"seen": ""}  # fmt: skip
        super().__init__(*args, **kwargs)
        known = answerable(subject).verdicts
        verdict: Any = self.fields["verdict"]
        verdict.choices = [(value, str(label).capitalize()) for value, label in Verdict.choices if value in known]
        if len(known) == 1:
            verdict.initial, verdict.widget = known[0], forms.HiddenInput()
            self.initial["verdict"] = known[0]

    def answer(self) -> dict[str, Any]:
        """Return the arguments of the acts on the answer."""
        data = self.cleaned_data
        cost = data.get("cost")
        return {
            "verdict": data["verdict"],
            "reasons": data["reasons"],
            "reference": data["reference"],
            "signer": data["signer"],
            "files": data["files"],
            "cost_centavos": None if cost is None else int(cost * 100),
        }


class CorrectionForm(AnswerForm):
    """The same for a published answer, with why it changes."""

    reason = TidyCharField(
        label=_("Why is it corrected?"), max_length=300, help_text=_("Everybody reads it beside the earlier answer.")
    )
    field_order = ("reason",)


class EmptyForm(Form):
    """Nothing but the press of a button."""


def keys(given: Iterable[str], most: int) -> list[int]:
    """Return the keys among what was marked, without what no key can be, at most so many."""
    found = [int(piece) for piece in given if piece.isascii() and piece.isdigit() and len(piece) < 19]
    return list(dict.fromkeys(found))[:most]
