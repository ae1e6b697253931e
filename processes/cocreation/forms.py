"""Forms of contributions and of the work on clusters. They validate and explain; the acts write."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from participation.access.eligibility import asks_verification
from participation.access.who import WhoField, offer_choices
from participation.contribution import CAPTURED, Channel
from participation.models import Territory
from participation.web.forms import Form, TidyCharField
from participation.web.traps import Trapped
from processes.cocreation.content import LONGEST, LONGEST_REASON, LONGEST_SUMMARY, LONGEST_TITLE, SHORTEST
from processes.models import Component, Encounter
from processes.opinions.settings import Moderation
from processes.points.forms import CaptureForm

MOST_THEMES, LONGEST_THEME = 30, 80


class ThemesField(TidyCharField):
    """Themes, one on each line."""

    widget = forms.Textarea(attrs={"rows": 5})

    def prepare_value(self, value: Any) -> Any:
        """Show a list of themes as lines."""
        return "\n".join(str(line) for line in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """Return the themes, each once; whoever prepares an activity by program gives them as a list."""
        value = self.prepare_value(value)
        lines = [" ".join(line.split()) for line in super().clean(value).splitlines()]
        found = list(dict.fromkeys(line for line in lines if line))
        if len(found) > MOST_THEMES:
            raise ValidationError(_("Write %(n)s themes at most.") % {"n": MOST_THEMES})
        if any(len(line) > LONGEST_THEME for line in found):
            raise ValidationError(_("Each theme has %(n)s characters at most.") % {"n": LONGEST_THEME})
        return found


class ContributionSettingsForm(Form):
    """What is asked for and who may contribute. The question is the title of the activity, its context the text."""

    themes = ThemesField(
        label=_("Themes"), required=False, help_text=_("One on each line. People may choose one; they need not.")
    )
    moderation = forms.ChoiceField(label=_("Moderation of contributions"), choices=Moderation.choices)
    who_may_contribute = WhoField(label=_("Who may contribute"))
    per_person = forms.IntegerField(
        label=_("Contributions per person"), min_value=0, max_value=1000, initial=10, help_text=_("0: no limit.")
    )
    nameless = forms.BooleanField(
        label=_("Who contributes may ask that their name is not shown"), required=False, initial=True
    )
    two_readers = forms.BooleanField(
        label=_("A second person confirms where each contribution is before the clusters are published"),
        required=False,
        initial=True,
    )
    answer_days = forms.IntegerField(
        label=_("Days until the answer, counted from the closing"), min_value=1, max_value=1000, initial=60
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self)


def places_of(component: Component) -> Any:
    """Return the places that a contribution can name."""
    places = Territory.objects.filter(is_active=True).defer("outline").order_by("sort_key", "pk")
    root = component.process.territory_id
    return places.within(root) if root else places


class About(Form):
    """Theme and place of what is handed in; a field stands there only where there is something to choose."""

    theme = forms.ChoiceField(label=_("Theme"), required=False)
    territory = forms.ModelChoiceField(
        label=_("Where is it?"),
        queryset=Territory.objects.none(),
        required=False,
        empty_label=_("In no place in particular"),
    )

    def __init__(self, *args: Any, component: Component, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_about(self, component)


def offer_about(form: Any, component: Component) -> None:
    """Give the fields ``theme`` and ``territory`` of a form their choices."""
    themes = component.config.themes
    form.fields["theme"].choices = [("", _("None in particular")), *((theme, theme) for theme in themes)]
    if not themes:
        del form.fields["theme"]
    form.fields["territory"].queryset = places_of(component)


class ContributionForm(Trapped, About):
    """One contribution."""

    field_order = ("text", "theme", "territory", "nameless")
    text = TidyCharField(
        label=_("Your contribution"),
        error_messages={"required": _("Write what you see or what is missing.")},
        min_length=SHORTEST,
        max_length=LONGEST,
        help_text=_("What do you see, what is missing, what would you change? In your own words."),
        widget=forms.Textarea(attrs={"rows": 6, "data-counter": "cuenta"}),
    )
    nameless = forms.BooleanField(label=_("Do not show my name"), required=False)
    act_id = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, component: Component, **kwargs: Any) -> None:
        super().__init__(*args, component=component, **kwargs)
        if not component.config.nameless:
            del self.fields["nameless"]
        self.set_traps()


class WriteDownForm(About):
    """What several people said, in one place: one contribution in each paragraph."""

    field_order = ("texts", "channel", "encounter", "theme", "territory")
    texts = TidyCharField(
        label=_("What was said"),
        max_length=40_000,
        help_text=_("One contribution in each paragraph, with an empty line between. In their words, without names."),
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    channel = forms.ChoiceField(
        label=_("How it reached you"),
        choices=[(one.value, capfirst(str(one.label))) for one in Channel if one.value in CAPTURED],
        initial=Channel.ENCOUNTER.value,
    )
    encounter = forms.ModelChoiceField(
        label=_("Encounter in which it was said"),
        queryset=Encounter.objects.none(),
        required=False,
        empty_label=_("In none"),
    )

    def __init__(self, *args: Any, component: Component, **kwargs: Any) -> None:
        super().__init__(*args, component=component, **kwargs)
        rows = Encounter.objects.filter(component__process=component.process_id, state="published")
        self.fields["encounter"].queryset = rows.order_by("-starts_at", "-pk")  # type: ignore[attr-defined]

    def clean_texts(self) -> list[str]:
        """Return the paragraphs, in order; each must be as long as a contribution."""
        blocks = [block.strip() for block in self.cleaned_data["texts"].replace("\r\n", "\n").split("\n\n")]
        found = [block for block in blocks if block]
        for number, block in enumerate(found, start=1):
            if not SHORTEST <= len(block) <= LONGEST:
                words = _("Paragraph %(number)s: write from %(least)s to %(most)s characters.")
                raise ValidationError(words % {"number": number, "least": SHORTEST, "most": LONGEST})
        return found


class ContributionCapture(CaptureForm):
    """A contribution that an officer of a collection point writes down."""

    own: tuple[str, ...] = ("text", "theme", "territory_of_it")
    text = TidyCharField(
        label=_("In their own words"),
        min_length=SHORTEST,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Write it as they say it, and read it back to them."),
    )
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    territory_of_it = forms.ModelChoiceField(
        label=_("Where is it?"),
        queryset=Territory.objects.none(),
        required=False,
        empty_label=_("In no place in particular"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        config = kwargs["component"].config
        self.needs_person = asks_verification(config.who_may_contribute)
        self.own = ("text", "theme", "territory_of_it") if config.themes else ("text", "territory_of_it")
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["theme"].choices = [("", _("None in particular")), *((theme, theme) for theme in config.themes)]
        if not config.themes:
            del fields["theme"]
        fields["territory_of_it"].queryset = places_of(self.component)
        if not self.needs_person:
            fields["document"].help_text = _("Leave it empty where they do not want to give their name.")


class ClusterForm(Form):
    """The name of a cluster and what belongs in it."""

    title = TidyCharField(
        label=_("Name of the cluster"),
        max_length=LONGEST_TITLE,
        help_text=_("In a few words, as people say it: “Lighting in the streets around the market”."),
    )
    summary = TidyCharField(
        label=_("What belongs in it"),
        max_length=LONGEST_SUMMARY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences, so that whoever puts contributions here decides alike."),
    )


class DisputeForm(Form):
    """Why a contribution does not belong where it was put."""

    reason = TidyCharField(
        label=_("Why does it not belong there?"),
        max_length=LONGEST_REASON,
        error_messages={"required": _("Say why it does not belong there.")},
    )
