"""Forms of officials who join and divide proposals."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from participation.web.forms import Form, TidyCharField
from proposals.content import Content, content, content_of, problems
from proposals.models import Proposal
from proposals.settings import BODY_LIMIT, TITLE_LIMIT

NEW = "nueva"
REASON_LIMIT = 2_000


def reason_field(label: Any) -> TidyCharField:
    """Return the field of the reason, which everybody concerned reads."""
    return TidyCharField(
        label=label,
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Authors, supporters and followers read it, and it stays on the page."),
        error_messages={"required": _("Say why: authors and those who support it read this.")},
    )


class MergeForm(Form):
    """Which one stays, or the text of a new one, and why."""

    stays = forms.ChoiceField(
        label=_("Which one stays?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the one that stays, or write a new one.")},
    )
    title = TidyCharField(label=_("Title of the new proposal"), max_length=TITLE_LIMIT, required=False)
    body = TidyCharField(
        label=_("Text of the new proposal"),
        max_length=BODY_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("Only for a new one: take up what each of them asks for."),
    )
    reason = reason_field(_("Why are they joined?"))

    def __init__(self, *args: Any, proposals: Sequence[Proposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposals = proposals
        stays: Any = self.fields["stays"]
        stays.choices = [
            *((str(each.pk), each.title) for each in proposals),
            (NEW, _("A new one, which I write below")),
        ]

    @property
    def into(self) -> Proposal | None:
        """Return the one that stays; None for a new one."""
        chosen = self.cleaned_data.get("stays")
        return next((each for each in self.proposals if str(each.pk) == chosen), None)

    def value(self) -> Content:
        """Return the new proposal; it stands where all of them do, if they agree."""
        places = {each.territory_id: each.territory for each in self.proposals}
        place = next(iter(places.values())) if len(places) == 1 else None
        lang = self.proposals[0].lang
        return content(
            title=self.cleaned_data.get("title"), body=self.cleaned_data.get("body"), territory=place, lang=lang
        )

    def clean(self) -> dict[str, Any]:
        """Ask the call's rules of a new text."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("stays") == NEW:
            complain(self, problems(self.value(), self.proposals[0].component), {"title": "title", "body": "body"})
        return cleaned


def complain(form: Form, found: dict[str, list[str]], fields: dict[str, str]) -> None:
    """Put what the call's rules say under the fields of a form."""
    for name, messages in found.items():
        for message in messages:
            form.add_error(fields.get(name), message)


class SplitForm(Form):
    """The parts, each with title and text, and why."""

    def __init__(self, *args: Any, proposal: Proposal, parts: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposal, self.numbers = proposal, range(1, parts + 1)
        for number in self.numbers:
            must = number <= 2
            self.fields[f"title{number}"] = TidyCharField(
                label=_("Title of part %(n)s") % {"n": number}, max_length=TITLE_LIMIT, required=must
            )
            self.fields[f"body{number}"] = TidyCharField(
                label=_("Text of part %(n)s") % {"n": number},
                max_length=BODY_LIMIT,
                required=must,
                widget=forms.Textarea(attrs={"rows": 5}),
            )
        self.fields["reason"] = reason_field(_("Why is it divided?"))

    def parts(self) -> list[Content]:
        """Return the parts that were written; each keeps place, topics and language of the whole."""
        given = content_of(self.proposal)
        whole = {
            name: getattr(given, name) for name in ("territory", "latitude", "longitude", "address", "tags", "lang")
        }
        written = ((self.cleaned_data.get(f"title{n}"), self.cleaned_data.get(f"body{n}")) for n in self.numbers)
        return [content(**whole, title=title, body=body) for title, body in written if title or body]

    def clean(self) -> dict[str, Any]:
        """Ask the call's rules of each part."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        try:
            parts = self.parts()
        except ValidationError as error:
            self.add_error(None, error)
            return cleaned
        for number, part in enumerate(parts, 1):
            names = {"title": f"title{number}", "body": f"body{number}"}
            complain(self, problems(part, self.proposal.component), names)
        return cleaned


class UndoForm(Form):
    """Why it is undone."""

    reason = reason_field(_("Why do you undo it?"))
