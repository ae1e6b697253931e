"""A form field for several files: each is checked before the act, so that what was typed stays."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participation.files.models import Attachment
from participation.files.prepare import Prepared, prepare
from participation.web.forms import Form, TidyCharField

IMAGES = "image/jpeg,image/png,image/webp"
DOCUMENTS = ".pdf,.docx,.xlsx,.odt,.txt,.csv"


class SeveralFilesInput(forms.FileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class AttachmentsField(forms.FileField):
    """Several uploads; the cleaned value is a list of ``Prepared`` for ``files.actions.attach``.

    ``maximum`` limits how many come with one form, ``images`` and ``documents`` say which kinds are taken.
    """

    widget = SeveralFilesInput

    def __init__(self, *, maximum: int = 5, images: bool = True, documents: bool = True, **kwargs: Any) -> None:
        self.maximum, self.images, self.documents = maximum, images, documents
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)
        accepted = [IMAGES] * images + [DOCUMENTS] * documents
        self.widget.attrs.setdefault("accept", ",".join(accepted))
        if not self.help_text:
            self.help_text = _hint(images=images, documents=documents)

    def clean(self, data: Any, initial: Any = None) -> list[Prepared]:  # type: ignore[override]
        """Return the prepared files. Raises ValidationError that names each file that is not taken, and why."""
        uploads: list[UploadedFile] = [data] if isinstance(data, UploadedFile) else list(data or [])
        if not uploads:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return []
        if len(uploads) > self.maximum:
            raise ValidationError(_("Choose at most %(most)s files.") % {"most": self.maximum}, code="many")
        prepared: list[Prepared] = []
        wrong: list[str] = []
        for upload in uploads:
            try:
                prepared.append(self._one(upload))
            except ValidationError as error:
                wrong.extend(f"{upload.name}: {message}" for message in error.messages)
        if wrong:
            raise ValidationError(wrong)
        return prepared

    def _one(self, upload: UploadedFile) -> Prepared:
        ready = prepare(upload)
        if ready.kind == Attachment.Kind.IMAGE and not self.images:
            raise ValidationError(_("Images are not taken here."))
        if ready.kind == Attachment.Kind.DOCUMENT and not self.documents:
            raise ValidationError(_("Only images are taken here: JPEG, PNG or WebP."))
        return ready


def _hint(*, images: bool, documents: bool) -> Any:
    if images and documents:
        return gettext_lazy(
            "Images (JPEG, PNG, WebP) of up to 8 MB; PDF, Word, Excel, OpenDocument, text or CSV of up to 15 MB."
        )
    if images:
        return gettext_lazy("JPEG, PNG or WebP images of up to 8 MB. Where and with what they were taken is removed.")
    return gettext_lazy("PDF, Word, Excel, OpenDocument, text or CSV of up to 15 MB.")


class DescriptionForm(Form):
    """What an image shows, in words."""

    alt = TidyCharField(
        label=gettext_lazy("What does the image show?"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("One sentence, for those who cannot see it."),
    )


__all__ = ["AttachmentsField", "DescriptionForm", "SeveralFilesInput"]
