"""Forms of comments. They validate and explain; the acts write."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from participation.comments.models import Comment, Stance
from participation.organisations.forms import speaking_choice
from participation.web.forms import Form, TidyCharField
from participation.web.traps import Trapped

WORDS = {
    Stance.FOR: _("I am in favour"),
    Stance.NEUTRAL: _("I neither favour nor oppose it"),
    Stance.AGAINST: _("I am against"),
}


class CommentForm(Trapped, Form):
    """A comment with its stance, or (with ``parent``) a reply, which takes none, as what is no matter of sides."""

    stance = forms.ChoiceField(
        label=_("Where do you stand?"), choices=list(WORDS.items()), widget=forms.RadioSelect, initial=Stance.NEUTRAL
    )
    text = TidyCharField(
        label=_("Your comment"),
        max_length=Comment.MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Up to 2,000 characters. Anybody can read it, with your public name."),
        error_messages={
            "required": _("Write your comment."),
            "max_length": _("A comment has at most %(limit_value)d characters; this one has %(show_value)d."),
        },
    )
    act_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    parent = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**63 - 1)

    def __init__(
        self,
        *args: Any,
        parent: Comment | None = None,
        stances: bool = True,
        offered: tuple[tuple[int, str], ...] = (),
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("auto_id", f"id_r{parent.pk}_%s" if parent else "id_c_%s")
        initial = {"act_id": uuid.uuid4(), "parent": parent.pk if parent else None}
        kwargs["initial"] = {**initial, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["data-counter"] = f"{str(self.auto_id) % 'text'}_left"
        speaking = speaking_choice(offered)
        if speaking is not None:
            self.fields["organisation"] = speaking
        if parent or not stances:
            del self.fields["stance"]
        if parent:
            self.fields["text"].label = _("Your reply")
            self.fields["text"].widget.attrs["data-focus"] = ""
        self.set_traps()


class EditForm(Form):
    """The words of a comment, once more."""

    text = CommentForm.base_fields["text"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["data-counter"] = f"{str(self.auto_id) % 'text'}_left"
