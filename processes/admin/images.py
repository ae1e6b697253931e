"""The page of a process's image."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from participation.access.verdict import ActDenied
from participation.files.actions import attach, remove_attachment
from processes import actions, policies
from processes.admin.shared import complain, official, show
from processes.forms.image import ImageForm
from processes.models import Process

if TYPE_CHECKING:
    from processes.admin.process import ProcessAdmin


def image(page: "ProcessAdmin", request: HttpRequest, process: Process) -> HttpResponse:
    """Put an image at the head of a process, or take it away."""
    verdict = policies.may_edit_process(official(request), process)
    posted = request.method == "POST"
    if posted:
        verdict.enforce()
    form = ImageForm(request.POST if posted else None, request.FILES if posted else None)
    back = reverse("admin:processes_process_change", args=[process.pk])
    if posted and form.is_valid():
        try:
            _save(process, form.cleaned_data, by=official(request))
        except (ActDenied, ValidationError) as error:
            complain(form, error)
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(back)
    return show(
        page,
        request,
        "image",
        _("Image: %(title)s") % {"title": process.title},
        process,
        status=422 if posted else 200,
        form=form,
        back=back,
        editable=bool(verdict),
    )


@transaction.atomic
def _save(process: Process, data: dict[str, Any], *, by: Any) -> None:
    """Attach the new image and name it the process's; the one before goes."""
    at, old = timezone.now(), process.image
    if data["remove"]:
        made = None
    else:
        made = attach(subject=process.subject, upload=data["image"], by=by, at=at, alt=data["alt"])
    actions.update_process(process=process, by=by, at=at, image=made, image_is_neutral=data["neutral"])
    if old is not None and old.removed_at is None:
        remove_attachment(attachment=old, by=by, at=at)
