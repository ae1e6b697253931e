"""Forms of proposals. They validate and explain; the acts write."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from participation.access.who import WhoField, offer_choices
from participation.files.forms import AttachmentsField
from participation.models import Institution, Person, Territory
from participation.organisations.forms import speaking_field
from participation.web.forms import Form, TidyCharField
from participation.web.traps import Trapped
from processes.models import Component
from proposals.content import Content, content, content_of, problems
from proposals.models import Proposal
from proposals.settings import BODY_LIMIT, TITLE_LIMIT, AnswerRule, Authors, CallSettings, Moderation
from proposals.step_fields import StepsField

LANGUAGES = [
    ("es", _("Spanish")),
    ("en", _("English")),
    ("nah", _("Nahuatl")),
    ("yua", _("Maya")),
    ("mix", _("Mixtec")),
    ("zap", _("Zapotec")),
    ("tzo", _("Tsotsil")),
    ("tzh", _("Tseltal")),
    ("oto", _("Otomi")),
    ("huv", _("Huave")),
    ("hch", _("Wixárika")),
    ("tar", _("Rarámuri")),
    ("pur", _("Purépecha")),
]


def place_choices(component: Component) -> Any:
    """Return the places that a proposal of this call can name."""
    places = Territory.objects.filter(is_active=True).defer("outline").order_by("sort_key", "pk")
    root = component.process.territory_id
    return places.within(root) if root else places


class PlaceField(forms.ModelChoiceField):
    """A place, told apart from others of the same name by its level."""

    def to_python(self, value: Any) -> Any:
        """Refuse keys that no row could have before the database sees them."""
        if value not in self.empty_values and not (
            str(value).isascii() and str(value).isdigit() and len(str(value)) < 19
        ):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)

    def label_from_instance(self, obj: Any) -> str:
        """Return name and level."""
        return f"{obj.name} ({obj.level})"


class ContentForm(Form):
    """Base of the forms that hold parts of a proposal: the call's own rules are asked, field by field."""

    def __init__(self, *args: Any, component: Component, proposal: Proposal | None = None, **kwargs: Any) -> None:
        self.component, self.proposal = component, proposal
        if proposal is not None:
            kwargs["initial"] = initial_of(proposal) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)

    def value(self) -> Content:
        """Return the whole content: what this form holds over what the proposal had."""
        held = content_of(self.proposal) if self.proposal is not None else Content()
        known = {
            name: getattr(held, name)
            for name in ("title", "body", "territory", "latitude", "longitude", "address", "tags", "lang")
        }
        given = {name: value for name, value in self.cleaned_data.items() if name in known}
        if "tags" in given:
            given["tags"] = given["tags"].split(",")
        return content(**{**known, **given})

    def clean(self) -> dict[str, Any]:
        """Add what the call's rules say about the fields of this form."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        try:
            found = problems(self.value(), self.component)
        except forms.ValidationError as error:
            found = error.message_dict
        for name, texts in found.items():
            if name in self.fields:
                self.add_error(name, texts)
        return cleaned


def initial_of(proposal: Proposal) -> dict[str, Any]:
    """Return what the forms of a proposal begin with."""
    return {
        "title": proposal.title,
        "body": proposal.body,
        "territory": proposal.territory_id,
        "latitude": proposal.latitude,
        "longitude": proposal.longitude,
        "address": proposal.address,
        "tags": ", ".join(proposal.tags),
        "lang": proposal.lang,
    }


class WriteForm(Trapped, ContentForm):
    """Step 1: what you propose."""

    title = TidyCharField(
        label=_("What do you propose, in one line?"),
        error_messages={"required": _("Write in one line what you propose.")},
    )
    body = TidyCharField(
        label=_("Explain it"),
        widget=forms.Textarea(attrs={"rows": 9, "data-counter": "cuenta"}),
        help_text=_("What happens today, what should be done, and whom it helps."),
        error_messages={"required": _("Explain your proposal: a few words are enough.")},
    )

    def __init__(self, *args: Any, speaker: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speaking = speaking_field(speaker)
        if speaking is not None:
            speaking.initial = self.proposal.organisation_id if self.proposal is not None else None
            self.fields["organisation"] = speaking
        settings: CallSettings = self.component.config
        limits = {"title": min(settings.title_max, TITLE_LIMIT), "body": min(settings.body_max, BODY_LIMIT)}
        for name, limit in limits.items():
            self.fields[name].widget.attrs["maxlength"] = limit
        self.fields["title"].help_text = ngettext(
            "%(n)s character at most.", "%(n)s characters at most.", limits["title"]
        ) % {"n": limits["title"]}
        self.set_traps()


class PlaceForm(ContentForm):
    """Step 3: where it is, topics and language."""

    territory = PlaceField(
        label=_("Where is it?"),
        queryset=Territory.objects.none(),
        required=False,
        empty_label=_("In no place in particular"),
    )
    address = TidyCharField(
        label=_("The place in your words"),
        max_length=200,
        required=False,
        help_text=_("For example: the corner of Hidalgo and Morelos, in front of the school."),
    )
    latitude = forms.DecimalField(label=_("Latitude"), required=False, min_value=-90, max_value=90)
    longitude = forms.DecimalField(label=_("Longitude"), required=False, min_value=-180, max_value=180)
    tags = TidyCharField(
        label=_("Topics"),
        max_length=250,
        required=False,
        help_text=_("Up to 5, with commas between them. For example: sidewalks, lighting."),
    )
    lang = forms.ChoiceField(label=_("Language in which you wrote"), choices=LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        settings: CallSettings = self.component.config
        place: Any = self.fields["territory"]
        place.queryset = place_choices(self.component)
        if settings.territory_required:
            place.required = True
            place.empty_label = _("Choose a place")
        for name in ("latitude", "longitude"):
            self.fields[name].widget.attrs |= {"step": "any", "inputmode": "decimal"}
        left = self._files_left(settings)
        if left:
            self.fields["files"] = AttachmentsField(label=_("Images and documents"), maximum=left)

    def _files_left(self, settings: CallSettings) -> int:
        if not settings.attachments_allowed or self.proposal is None:
            return 0
        there = self.proposal.subject.attachments.filter(part="", removed_at__isnull=True).count()
        return max(0, settings.attachments_max - there)


class EditForm(WriteForm, PlaceForm):
    """Everything at once, for the edit window."""

    reason = TidyCharField(label=_("What did you change, and why?"), max_length=300, required=False)
    field_order = ["title", "body", "territory", "address", "latitude", "longitude", "tags", "lang", "reason"]


class WithdrawForm(Form):
    """Why the author withdraws."""

    reason = TidyCharField(
        label=_("Why do you withdraw it?"),
        max_length=300,
        required=False,
        help_text=_("It is shown in its place."),
    )


class CallSettingsForm(Form):
    """The settings of a call, for officials: plain data in, ``cleaned_data`` out."""

    who_may_propose = WhoField(label=_("Who may propose"))
    who_may_support = WhoField(label=_("Who may support"))
    who_may_comment = WhoField(label=_("Who may comment"))
    proposals_per_person = forms.IntegerField(
        label=_("Proposals per person"), min_value=0, max_value=1000, initial=5, help_text=_("0: no limit.")
    )
    supports_per_person = forms.IntegerField(
        label=_("Supports per person"), min_value=0, max_value=100_000, initial=0, help_text=_("0: no limit.")
    )
    threshold = forms.IntegerField(
        label=_("Minimum of supports"),
        min_value=0,
        max_value=10_000_000,
        initial=0,
        help_text=_("Shown on each proposal. 0: no minimum."),
    )
    answer_rule = forms.ChoiceField(label=_("Which proposals are answered with reasons"), choices=AnswerRule.choices)
    answer_due_days = forms.IntegerField(
        label=_("Days to answer"),
        min_value=1,
        max_value=730,
        initial=30,
        help_text=_("Counted from the day on which proposals and supports close."),
    )
    answer_working_days = forms.IntegerField(
        label=_("Working days to answer, for a call that never closes"),
        min_value=0,
        max_value=250,
        initial=0,
        required=False,
        help_text=_("Counted from the day on which each proposal is handed in. 0: the days above hold."),
    )
    response_institution = forms.ModelChoiceField(
        label=_("Who answers"),
        queryset=Institution.objects.order_by("name"),
        required=False,
        empty_label=_("The institution responsible for the process"),
    )
    moderation = forms.ChoiceField(label=_("Moderation"), choices=Moderation.choices)
    authors = forms.ChoiceField(
        label=_("Who proposes"), choices=Authors.choices, initial=Authors.PEOPLE, required=False
    )
    government_supports = forms.BooleanField(
        label=_("What the government proposes takes supports too"),
        required=False,
        help_text=_("Otherwise it is debated in comments and proposed changes alone."),
    )
    steps = StepsField(
        label=_("Steps of your own within the states"),
        required=False,
        help_text=_(
            "Words that tell people more, such as “en análisis técnico” or “en obra”. They change no rule and no "
            "figure. An empty name takes a line away."
        ),
    )
    territory_required = forms.BooleanField(label=_("Each proposal must say in which place it is"), required=False)
    map_enabled = forms.BooleanField(label=_("Show the proposals on a map too"), required=False, initial=True)
    title_min = forms.IntegerField(
        label=_("Shortest title, in characters"), min_value=1, max_value=TITLE_LIMIT, initial=10
    )
    title_max = forms.IntegerField(
        label=_("Longest title, in characters"), min_value=10, max_value=TITLE_LIMIT, initial=TITLE_LIMIT
    )
    body_min = forms.IntegerField(label=_("Shortest text, in characters"), min_value=1, max_value=2_000, initial=15)
    body_max = forms.IntegerField(
        label=_("Longest text, in characters"), min_value=100, max_value=BODY_LIMIT, initial=5_000
    )
    edit_window_minutes = forms.IntegerField(
        label=_("Minutes in which the author can edit after publishing"), min_value=0, max_value=525_600, initial=60
    )
    amendments_allowed = forms.BooleanField(
        label=_("People can propose changes to the text of others"),
        required=False,
        help_text=_("Whoever may comment proposes them; whoever signs the proposal takes them in or says why not."),
    )
    coauthors_most = forms.IntegerField(
        label=_("Co-authors per proposal"),
        min_value=0,
        max_value=20,
        initial=5,
        required=False,
        help_text=_("Whom its author invites and who accept. 0: each proposal has one author."),
    )
    attachments_allowed = forms.BooleanField(
        label=_("Images and documents can be attached"), required=False, initial=True
    )
    attachments_max = forms.IntegerField(label=_("Files per proposal"), min_value=0, max_value=20, initial=5)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self)

    def clean_answer_working_days(self) -> int:
        """Return the days; nothing typed means that they are not counted."""
        return self.cleaned_data["answer_working_days"] or 0

    def clean_authors(self) -> str:
        """Return who proposes; nothing chosen means people."""
        return self.cleaned_data["authors"] or Authors.PEOPLE.value

    def clean_coauthors_most(self) -> int:
        """Return the number; nothing typed means none."""
        return self.cleaned_data["coauthors_most"] or 0

    def clean_response_institution(self) -> int | None:
        """Return the key: settings hold plain data."""
        found = self.cleaned_data["response_institution"]
        return found.pk if found else None

    def clean(self) -> dict[str, Any]:
        """Refuse limits that contradict each other."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for least, most in (("title_min", "title_max"), ("body_min", "body_max")):
            if cleaned.get(least) and cleaned.get(most) and cleaned[least] > cleaned[most]:
                self.add_error(least, _("The shortest cannot be longer than the longest."))
        if cleaned.get("answer_rule") == AnswerRule.THRESHOLD and not cleaned.get("threshold"):
            self.add_error("threshold", _("Answers depend on the minimum: write how many supports it is."))
        return cleaned
