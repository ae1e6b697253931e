"""Pages of the activities of a process: texts, and the settings of their kind."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from participation.access.verdict import ActDenied
from processes import actions, policies
from processes.admin.acts import _ask
from processes.admin.shared import complain, official, show
from processes.forms.editor import ComponentForm, ReasonForm
from processes.kinds import ComponentKind, all_kinds, get_kind
from processes.models import Component, Process

if TYPE_CHECKING:
    from processes.admin.process import ProcessAdmin


def _settings_form(kind: ComponentKind, posted: Any, typed: Any, *, editable: bool) -> Any:
    """Return the kind's settings form, dressed for the admin."""
    form = kind.form_class()(posted, initial=kind.dump(typed), prefix="ajustes", label_suffix="")
    for field in form.fields.values():
        field.disabled = field.disabled or not editable
        field.widget.attrs["class"] = f"{field.widget.attrs.get('class', '')} az-office-input".strip()
    return form


def _back(process: Process) -> str:
    return reverse("admin:processes_process_change", args=[process.pk]) + "#actividades"


def add(page: "ProcessAdmin", request: HttpRequest, process: Process, kind: str) -> HttpResponse:
    """Add an activity of a kind."""
    if kind not in {known.name for known in all_kinds()}:
        raise Http404
    known = get_kind(kind)
    policies.may_edit_process(official(request), process).enforce()
    posted = request.POST if request.method == "POST" else None
    form = ComponentForm(posted, initial={"title": str(known.label)})
    settings = _settings_form(known, posted, known.load({}), editable=True)
    if posted is not None and all([form.is_valid(), settings.is_valid()]):
        try:
            actions.add_component(
                process=process,
                kind=kind,
                by=official(request),
                at=timezone.now(),
                settings=settings.cleaned_data,
                **form.own(),
            )
        except (ActDenied, ValidationError) as error:
            _share(form, settings, error)
        else:
            messages.success(request, _("The activity was added. Now say which phases open it."))
            return HttpResponseRedirect(_back(process))
    return _shown(
        page, request, process, known, form=form, settings=settings, posted=posted, component=None, editable=True
    )


def change(page: "ProcessAdmin", request: HttpRequest, process: Process, component_pk: int) -> HttpResponse:
    """Change the texts and settings of an activity."""
    component = _component(process, component_pk)
    kind = get_kind(component.kind)
    verdict = policies.may_edit_process(official(request), process)
    posted = request.POST if request.method == "POST" else None
    if posted is not None:
        verdict.enforce()
    english = component.translations.get("en", {})
    form = ComponentForm(
        posted,
        initial={
            "title": component.title,
            "description": component.description,
            "title_en": english.get("title", ""),
            "description_en": english.get("description", ""),
        },
    )
    settings = _settings_form(kind, posted, component.config, editable=bool(verdict))
    if posted is not None and all([form.is_valid(), settings.is_valid()]):
        try:
            actions.update_component(
                component=component,
                by=official(request),
                at=timezone.now(),
                settings=settings.cleaned_data,
                **form.own(),
            )
        except (ActDenied, ValidationError) as error:
            _share(form, settings, error)
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(_back(process))
    return _shown(
        page,
        request,
        process,
        kind,
        form=form,
        settings=settings,
        posted=posted,
        component=component,
        editable=bool(verdict),
    )


def remove(page: "ProcessAdmin", request: HttpRequest, process: Process, component_pk: int) -> HttpResponse:
    """Remove an activity in which nobody took part."""
    component = _component(process, component_pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    del form.fields["reason"]
    return _ask(
        page,
        request,
        process,
        title=_("Remove: %(title)s") % {"title": component.title},
        form=form,
        verdict=policies.may_remove_component(official(request), component),
        button=_("Remove the activity"),
        done=_("The activity was removed."),
        lines=[_("Its page disappears, and the phases no longer open it.")],
        act=lambda _data: actions.remove_component(component=component, by=official(request), at=timezone.now()),
    )


def _component(process: Process, pk: int) -> Component:
    component = Component.objects.filter(process=process, pk=pk).select_related("process__subject", "subject").first()
    if component is None:
        raise Http404
    return component


def _share(form: Any, settings: Any, error: ActDenied | ValidationError) -> None:
    """Show a complaint at the settings where it names one of them, else above the form."""
    names = set(getattr(error, "error_dict", {}))
    complain(settings if names and names <= set(settings.fields) else form, error)


def _shown(
    page: "ProcessAdmin",
    request: HttpRequest,
    process: Process,
    kind: ComponentKind,
    *,
    form: Any,
    settings: Any,
    posted: Any,
    **context: Any,
) -> HttpResponse:
    component = context["component"]
    title = component.title if component else _("Add: %(kind)s") % {"kind": kind.label}
    if not context["editable"]:
        for field in form.fields.values():
            field.disabled = True
    return show(
        page,
        request,
        "component",
        title,
        process,
        status=422 if posted is not None else 200,
        kind=kind,
        form=form,
        settings=settings,
        back=_back(process),
        media=form.media + settings.media,
        **context,
    )
