"""Acts on components: the activities of a process."""

from dataclasses import fields as dataclass_fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.events.record import record
from participation.subjects.actions import create_subject, update_subject
from processes import events, policies
from processes.actions.shared import assign, clean_texts, component_text, free_slug, lock
from processes.kinds import ComponentKind, all_kinds, get_kind
from processes.models import Component, Process

if TYPE_CHECKING:
    from participation.models import Person

FIELDS = {"title", "description", "translations"}
MOST_COMPONENTS = 30


@transaction.atomic
def add_component(
    *,
    process: Process,
    kind: str,
    title: str,
    by: "Person",
    at: datetime,
    slug: str = "",
    settings: dict[str, Any] | None = None,
    **fields: Any,
) -> Component:
    """Add an activity of a registered kind at the end. ``settings`` are checked by the kind's form.

    Raises ActDenied or ValidationError (settings' errors carry the names of their fields).
    """
    policies.may_edit_process(by, process).enforce()
    lock(process)
    if kind not in {known.name for known in all_kinds()}:
        raise ValidationError({"kind": _("Choose one of the kinds of activity.")})
    given = _checked({**fields, "title": title})
    stored = clean_settings(get_kind(kind), settings or {})
    taken = list(process.components.values_list("slug", "position"))
    if len(taken) >= MOST_COMPONENTS:
        raise ValidationError(_("A process has at most %(limit)s activities.") % {"limit": MOST_COMPONENTS})
    slug = free_slug(slug or given["title"], taken=[name for name, _position in taken], limit=60, fallback="actividad")
    component = Component(
        process=process,
        kind=kind,
        slug=slug,
        settings=stored,
        position=max((position for _slug, position in taken), default=0) + 1,
        **given,
    )
    component.subject = create_subject(
        kind="component",
        title=component.title,
        titles=component.in_other_languages("title"),
        path=f"{process.subject.path}{slug}/",
        at=at,
        parent=process.subject,
        territory=process.territory,
        lang=process.lang,
        state=process.subject.state,
        text=component_text(component),
    )
    component.save()
    record(
        events.COMPONENT_ADDED,
        subject=process.subject,
        by=by,
        at=at,
        payload={"component": component.pk},
        after={"kind": kind, "slug": slug, "settings": stored, **given},
        changes=[("components", component.pk)],
    )
    return component


@transaction.atomic
def update_component(
    *, component: Component, by: "Person", at: datetime, settings: dict[str, Any] | None = None, **fields: Any
) -> Component:
    """Change the texts and settings of an activity. Settings not named keep their value.

    Settings that would hurt what exists are refused with the reason. Raises ActDenied or ValidationError.
    """
    process = _begin(component, by)
    given = _checked(fields)
    kind = get_kind(component.kind)
    _keep_the_question(component, kind, given)
    if settings is not None:
        current = kind.load(component.settings)
        given["settings"] = clean_settings(kind, {**kind.dump(current), **settings})
        if kind.refuse is not None:
            complaints = kind.refuse(component, current, kind.load(given["settings"]))
            if complaints:
                raise ValidationError([str(complaint) for complaint in complaints])
    before, after = assign(component, given)
    if after:
        component.save()
        update_subject(
            subject=component.subject,
            at=at,
            title=component.title,
            titles=component.in_other_languages("title"),
            text=component_text(component),
        )
        record(
            events.COMPONENT_UPDATED,
            subject=process.subject,
            by=by,
            at=at,
            payload={"component": component.pk},
            before=before,
            after=after,
            changes=[("components", component.pk)],
        )
    return component


def _keep_the_question(component: Component, kind: ComponentKind, given: dict[str, Any]) -> None:
    """Refuse another title where the title is what people already answered."""
    if (
        kind.concludes
        and given.get("title", component.title) != component.title
        and policies.component_in_use(component)
    ):
        raise ValidationError(
            {
                "title": _(
                    "People already answered this question, so it stays. Explain what you need in the description."
                )
            }
        )


@transaction.atomic
def remove_component(*, component: Component, by: "Person", at: datetime) -> None:
    """Remove an activity in which nobody took part; its openings go with it."""
    process = _begin(component, by)
    policies.may_remove_component(by, component).enforce()
    pk, subject = component.pk, component.subject
    facts = {"kind": component.kind, "title": component.title, "slug": component.slug, "settings": component.settings}
    phases = sorted(set(component.openings.values_list("phase_id", flat=True)))
    component.delete()
    # The subject stays as a withdrawn anchor: events and follows point to it.
    update_subject(subject=subject, at=at, state="withdrawn")
    record(
        events.COMPONENT_REMOVED,
        subject=process.subject,
        by=by,
        at=at,
        payload={"component": pk},
        before=facts,
        changes=[("components", pk), *(("phases", phase) for phase in phases)],
    )


@transaction.atomic
def reorder_components(*, process: Process, order: list[int], by: "Person", at: datetime) -> None:
    """Put the activities in another order: every activity's id, once."""
    policies.may_edit_process(by, process).enforce()
    lock(process)
    components = {component.pk: component for component in process.components.order_by("position", "pk")}
    if sorted(order) != sorted(components):
        raise ValidationError(
            _("Somebody else added or removed an activity in the meantime. Look again before you order.")
        )
    touched = []
    for position, pk in enumerate(order, start=1):
        if components[pk].position != position:
            components[pk].position = position
            components[pk].save(update_fields=["position"])
            touched.append(pk)
    if touched:
        record(
            events.COMPONENTS_REORDERED,
            subject=process.subject,
            by=by,
            at=at,
            before={"order": list(components)},
            after={"order": order},
            changes=[("components", pk) for pk in touched],
        )


def clean_settings(kind: ComponentKind, given: dict[str, Any]) -> dict[str, Any]:
    """Return settings as they are stored, checked by the kind's form. Raises ValidationError by field."""
    values = kind.dump(kind.load(given))
    form = kind.form_class()(data=values)
    if not form.is_valid():
        raise ValidationError(
            {(name if name in values else "__all__"): list(errors) for name, errors in form.errors.items()}
        )
    names = {field.name for field in dataclass_fields(kind.settings)}
    return kind.dump(kind.load({**values, **{k: v for k, v in form.cleaned_data.items() if k in names}}))


def _begin(component: Component, by: "Person") -> Process:
    process = component.process
    policies.may_edit_process(by, process).enforce()
    lock(process)
    try:
        component.refresh_from_db()
    except Component.DoesNotExist as error:
        raise ValidationError(_("Somebody else removed this activity in the meantime.")) from error
    component.process = process
    return process


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - FIELDS
    if unknown:
        raise TypeError(f"unknown fields of a component: {sorted(unknown)}")
    given = clean_texts(Component, fields)
    if "title" in given and not given["title"]:
        raise ValidationError({"title": _("An activity needs a title.")})
    return given
