"""Forms of moderation."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participation.moderation.actions import LONGEST_REASON, LONGEST_TEXT
from participation.moderation.models import Appeal, Decision, FlagReason, Part
from participation.moderation.querysets import rules_in_force, shown_rules
from participation.web.forms import Form, TidyCharField

OUTCOMES = {
    Decision.Outcome.KEEP.value: _("Leave it as it is"),
    Decision.Outcome.HIDE.value: _("Hide it"),
    Decision.Outcome.RESTORE.value: _("Show it again"),
}
MANY = {Decision.Outcome.KEEP.value: _("Leave them as they are"), Decision.Outcome.HIDE.value: _("Hide them")}
APPEALS = {
    Appeal.Outcome.UPHELD.value: _("The decision stands"),
    Appeal.Outcome.OVERTURNED.value: _("The decision is taken back"),
}
REASON_MISSING = _("Write the reason: the author is told, and it is published.")
TOLD = _("The person is told. Do not repeat names or what was written.")
MOST_THINGS = 100


def _words(label: Any, missing: Any, hint: Any = "", rows: int = 4) -> TidyCharField:
    return TidyCharField(
        label=label,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=hint,
        error_messages={"required": missing},
    )


class _ShownRules(ModelChoiceIterator):
    """What the form offers, out of memory; what is chosen is looked for among the rules of the moment."""

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        """Yield no rule, then each."""
        yield ("", str(self.field.empty_label))
        for rule in shown_rules():
            yield self.choice(rule)


class RuleChoice(forms.ModelChoiceField):
    """One of the house rules in force, or none."""

    iterator = _ShownRules

    def __init__(self) -> None:
        super().__init__(
            queryset=rules_in_force(),
            label=_("Which house rule does it break?"),
            required=False,
            empty_label=_("None of them"),
            help_text=_("If you hide it, its author is told which rule."),
        )


class FlagForm(Form):
    """Why somebody reports a thing, and what of the page they mean."""

    part = forms.ChoiceField(label=_("What do you mean?"), choices=Part.choices, widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=_("What is wrong with it?"), choices=FlagReason.choices, widget=forms.RadioSelect)
    text = TidyCharField(
        label=_("Tell us more"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only the moderators read this."),
    )

    def __init__(self, *args: Any, parts: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(parts) == 1:
            del self.fields["part"]
        else:
            self.fields["part"].choices = parts  # type: ignore[attr-defined]
            self.fields["part"].initial = parts[0][0]
            self.fields["part"].required = False
        self.only = parts[0][0]

    def chosen(self) -> str:
        """Return what of the page is meant."""
        return str(self.cleaned_data.get("part") or self.only)


class DecisionForm(Form):
    """What a moderator decides, among what is possible now, which rule is broken, and why."""

    outcome = forms.ChoiceField(label=_("What happens with it?"), widget=forms.RadioSelect)
    rule = RuleChoice()
    reason = _words(
        _("Reason"),
        REASON_MISSING,
        _("The author is told, and it is published in the log of decisions. Do not repeat names or what was written."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**63 - 1)

    def __init__(self, *args: Any, outcomes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [(name, OUTCOMES[name]) for name in outcomes]  # type: ignore[attr-defined]
        if Decision.Outcome.RESTORE.value in outcomes:
            del self.fields["rule"]


class ManyForm(Form):
    """One decision on several things at once."""

    outcome = forms.ChoiceField(
        label=_("What happens with those that you marked?"), widget=forms.RadioSelect, choices=list(MANY.items())
    )
    rule = RuleChoice()
    reason = _words(_("Reason"), REASON_MISSING, _("Each author is told, and it is published in the log."), rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "id_varias_%s")
        super().__init__(*args, **kwargs)


class AppealForm(Form):
    """Why somebody disagrees with a decision."""

    text = _words(
        _("Why do you disagree?"), _("Write why you disagree."), _("Somebody who did not make the decision reads it.")
    )


class AppealDecisionForm(Form):
    """What comes of an appeal."""

    outcome = forms.ChoiceField(label=_("What do you decide?"), widget=forms.RadioSelect, choices=list(APPEALS.items()))
    reason = _words(_("Reason"), _("Write the reason: whoever appealed is told."), TOLD)


class BlockForm(Form):
    """Why and until when an account may not take part."""

    until = forms.DateField(
        label=_("Until which day?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("That day it can take part again. Empty: until somebody lifts it."),
    )
    rule = RuleChoice()
    reason = _words(_("Reason"), _("Write the reason: the person is told."), TOLD)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def ends(self) -> datetime | None:
        """Return the moment at which the block ends: the beginning of the day."""
        day = self.cleaned_data.get("until")
        if day is None:
            return None
        try:
            return timezone.make_aware(datetime.combine(day, time()))
        except (OverflowError, ValueError):
            return None


class LiftForm(Form):
    """Why an account may take part again."""

    reason = _words(_("Reason"), _("Write the reason: the person is told."), TOLD)
