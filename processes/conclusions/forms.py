"""Forms of conclusions. They validate and explain; the acts write."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

from participation.models import LinkKind, Subject
from participation.web.forms import Form, TidyCharField
from processes.models import Conclusion

LONGEST = 6000
OFFERED = (LinkKind.INSPIRED, LinkKind.ACCEPTED, LinkKind.PARTLY, LinkKind.LATER, LinkKind.REJECTED)


def _text(label: Any, *, required: bool = False, hint: Any = "", rows: int = 6) -> TidyCharField:
    return TidyCharField(
        label=label, max_length=LONGEST, required=required, help_text=hint, widget=forms.Textarea(attrs={"rows": rows})
    )


class ConclusionForm(Form):
    """What is concluded and what follows, in the language of the process and in English."""

    conclusions = _text(
        _("What do you conclude, and why?"),
        required=True,
        hint=_("Say what people told you, what you take from it and what you do not, with your reasons."),
    )
    follows = _text(
        _("What follows?"), hint=_("Who does what, and by when. Say it also where nothing follows."), rows=4
    )
    conclusions_en = _text(_("What do you conclude, and why? In English"), rows=4)
    follows_en = _text(_("What follows? In English"), rows=3)
    reason = TidyCharField(
        label=_("Why it is corrected"), max_length=500, help_text=_("It is shown beside the conclusions.")
    )

    accept_electoral = forms.BooleanField(
        label=_("I know that it falls into an electoral period. It is written down."), required=False
    )

    def __init__(self, *args: Any, last: Conclusion | None, electoral: bool = False, **kwargs: Any) -> None:
        if last is not None:
            english = {f"{name}_en": text for name, text in last.translations.get("en", {}).items()}
            kwargs["initial"] = {name: getattr(last, name) for name in Conclusion.TRANSLATABLE} | english
        super().__init__(*args, **kwargs)
        if last is None:
            del self.fields["reason"]
        if not electoral:
            del self.fields["accept_electoral"]

    def said(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        names, data = Conclusion.TRANSLATABLE, self.cleaned_data
        english = {name: data[f"{name}_en"] for name in names if data[f"{name}_en"]}
        return {
            **{name: data[name] for name in names},
            "translations": {"en": english} if english else {},
            "reason": data.get("reason", ""),
            "accept_electoral": data.get("accept_electoral", False),
        }


class FollowedForm(Form):
    """A page of this site that came from the debate, and how."""

    address = TidyCharField(
        label=_("Address of the page"),
        max_length=500,
        help_text=_("Copy it from the browser: a process, a proposal, an activity of this site."),
    )
    kind = forms.ChoiceField(label=_("How do they relate?"), choices=[(kind.value, kind.label) for kind in OFFERED])
    explanation = TidyCharField(
        label=_("In one or two sentences"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean_address(self) -> Subject:
        """Return the public thing at the address. Raises ValidationError."""
        try:
            path = urlsplit(self.cleaned_data["address"]).path
        except ValueError as error:
            raise forms.ValidationError(_("There is nothing public of this site at this address.")) from error
        path = f"/{path.removeprefix('/en/').strip('/')}/"
        found = Subject.objects.public().filter(path=path).first()
        if found is None:
            raise forms.ValidationError(_("There is nothing public of this site at this address."))
        return found
