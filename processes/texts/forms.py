"""Forms of collaborative texts. They validate and explain; the acts write."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participation.access.who import WhoField, offer_choices
from participation.organisations.forms import speaking_choice
from participation.responses.actions import MAX_REASONS
from participation.responses.models import DECISIONS
from participation.versions.actions import LONGEST_REASON
from participation.web.forms import Form, TidyCharField
from participation.web.traps import Trapped
from processes.models import Suggestion, SuggestionKind
from processes.texts.actions.preparing import LONGEST_ADOPTION, LONGEST_SUMMARY, LONGEST_TITLE
from processes.texts.actions.suggesting import QUOTE_MOST, REASON_LEAST, REASON_MOST, Said
from processes.texts.docx_in import read_docx
from processes.texts.pieces import LONGEST, MOST_CHARACTERS, Piece, read_markdown, write_markdown

MOST_BYTES = 5 * 1024 * 1024
KINDS = {
    SuggestionKind.WORDING: gettext_lazy("Say it in other words"),
    SuggestionKind.REMOVAL: gettext_lazy("Take it out"),
    SuggestionKind.ADDITION: gettext_lazy("Add a paragraph after this one"),
    SuggestionKind.REMARK: gettext_lazy("Only comment on it"),
}


class TextSettingsForm(Form):
    """Who may suggest and sign, and by when each suggestion is answered."""

    who_may_suggest = WhoField(label=gettext_lazy("Who may suggest changes"))
    who_may_sign = WhoField(label=gettext_lazy("Who may sign the adopted text"))
    answer_due_days = forms.IntegerField(
        label=gettext_lazy("Working days to answer each suggestion"), min_value=1, max_value=365, initial=20
    )
    per_person = forms.IntegerField(
        label=gettext_lazy("Suggestions of one person that may wait at a time"),
        min_value=0,
        max_value=1000,
        initial=0,
        help_text=gettext_lazy("0: no limit."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self)


class ReadForm(Form):
    """A text as a file, or written here; what is read of it is shown before it is kept."""

    file = forms.FileField(
        label=gettext_lazy("A document"),
        required=False,
        help_text=gettext_lazy("A file of a word processor (DOCX) or Markdown (.md, .txt), 5 MB at most."),
        widget=forms.FileInput(attrs={"accept": ".docx,.md,.markdown,.txt"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Or write the text here"),
        required=False,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=gettext_lazy(
            "One empty line between paragraphs. Begin a title with #, a chapter with ##, an item of a list with a dash."
        ),
    )

    pieces: list[Piece]

    def clean(self) -> dict[str, Any]:
        """Read the document; what cannot be taken is said paragraph by paragraph."""
        data: dict[str, Any] = super().clean() or {}
        if "file" in self.errors or "text" in self.errors:
            return data
        upload, written = data.get("file"), data.get("text") or ""
        try:
            self.pieces = _read(upload) if upload else read_markdown(written)
            data["markdown"] = write_markdown(self.pieces)
        except ValidationError as error:
            field = "file" if upload else "text"
            told = error.message_dict if hasattr(error, "error_dict") else {"text": error.messages}
            self.add_error(field, [message for messages in told.values() for message in messages])
        return data


class BringForm(ReadForm):
    """The first version of a text, with its title."""

    title = TidyCharField(label=gettext_lazy("Title of the document"), min_length=3, max_length=LONGEST_TITLE)
    summary = TidyCharField(
        label=gettext_lazy("What it is, in one sentence"), required=False, max_length=LONGEST_SUMMARY
    )
    field_order = ("title", "summary", "file", "text")


class WholeForm(ReadForm):
    """A whole new version: the text, which accepted suggestions it takes in, and what changes."""

    takes = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Accepted suggestions that it takes in"),
        queryset=Suggestion.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Their authors are told, and read it beside the change."),
    )
    note = TidyCharField(
        label=gettext_lazy("What changes in this version, in a few words"), required=False, max_length=LONGEST_REASON
    )
    seen = forms.IntegerField(min_value=1, max_value=10**6, widget=forms.HiddenInput)
    field_order = ("file", "text", "takes", "note", "seen")

    def __init__(self, *args: Any, accepted: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if accepted:
            self.fields["takes"].queryset = accepted  # type: ignore[attr-defined]
        else:
            del self.fields["takes"]


def _read(upload: Any) -> list[Piece]:
    if upload.size > MOST_BYTES:
        raise ValidationError(_("The file is larger than 5 MB. Take the pictures out of it."))
    data = upload.read()
    if data[:2] == b"PK":
        return read_docx(data)
    if upload.name.lower().endswith((".docx", ".doc", ".odt", ".pdf", ".rtf")) or b"\0" in data:
        raise ValidationError(_("This is neither a DOCX document nor a plain text. Save it as DOCX and bring that."))
    try:
        words = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        words = data.decode("cp1252", "replace")
    return read_markdown(words)


class SuggestForm(Trapped, Form):
    """What one would have otherwise in a passage, and why."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What do you suggest?"),
        choices=list(KINDS.items()),
        widget=forms.RadioSelect,
        initial=SuggestionKind.WORDING.value,
    )
    quote = TidyCharField(
        label=gettext_lazy("Which words?"),
        required=False,
        max_length=QUOTE_MOST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Copy them as they stand. Leave it empty if you mean the whole passage."),
    )
    wording = TidyCharField(
        label=gettext_lazy("How you would write it"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Only what takes their place, or the new paragraph. Empty if you take out or comment."),
    )
    reason = TidyCharField(
        label=gettext_lazy("Why, or your comment"),
        min_length=REASON_LEAST,
        max_length=REASON_MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Anybody can read it, with the public name of who says it."),
    )
    start = forms.IntegerField(required=False, min_value=0, max_value=LONGEST, widget=forms.HiddenInput)
    before = TidyCharField(widget=forms.HiddenInput, max_length=LONGEST)
    act_id = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, before: str, offered: tuple[tuple[int, str], ...] = (), **kwargs: Any) -> None:
        kwargs["initial"] = {"before": before, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        speaking = speaking_choice(offered)
        if speaking is not None:
            self.fields["organisation"] = speaking
        self.set_traps()

    def given(self) -> Said:
        """Return what was said, for the act."""
        data = self.cleaned_data
        told = {name: data[name] for name in ("kind", "before", "quote", "wording", "reason")}
        return Said(**told, start=data["start"] or 0)


class SignForm(Form):
    """In whose name one signs."""

    def __init__(self, *args: Any, offered: tuple[tuple[int, str], ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speaking = speaking_choice(offered)
        if speaking is not None:
            self.fields["organisation"] = speaking


class AdoptForm(Form):
    """How it was adopted, and what follows."""

    adoption = TidyCharField(
        label=gettext_lazy("How was it adopted, and what follows?"),
        min_length=10,
        max_length=LONGEST_ADOPTION,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("For example: who adopted it, in which session, and from when on it holds."),
    )


class AnswerManyForm(Form):
    """One answer to several suggestions."""

    verdict = forms.ChoiceField(label=gettext_lazy("Decision"), choices=DECISIONS, widget=forms.RadioSelect)
    reasons = TidyCharField(
        label=gettext_lazy("Reasons"),
        max_length=MAX_REASONS,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Everybody reads them, and each author is told."),
    )


class VersionForm(Form):
    """The note of a new version; its passages stand in fields of their own, which ``fields_of`` adds."""

    note = TidyCharField(
        label=gettext_lazy("What changes in this version, in a few words"),
        required=False,
        max_length=LONGEST_REASON,
    )
    seen = forms.IntegerField(min_value=1, max_value=10**6, widget=forms.HiddenInput)
