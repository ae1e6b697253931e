"""Every row of every table, with what must differ between two makings of the same thing taken out.

New rows are named by their place among the new rows of their table, old ones by their key, and whatever points to a row
says that name, also inside JSON. What is random by nature is checked for its form and then left out; nothing else is.
"""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from participation.folios.codes import read_code
from participation.models import Comment, Event, Institution, Person, Relay, Response, Subject, Verification
from processes.models import Component
from proposals.models import Proposal

Tables = dict[str, list[dict[str, Any]]]


def _is_uuid4(value: Any) -> bool:
    return isinstance(value, UUID) and value.version == 4


def _is_unusable(value: Any) -> bool:
    return bool(re.fullmatch(r"![A-Za-z0-9]{40}", value))


def _is_share(value: Any) -> bool:
    return 0 <= value < 1


# What is drawn or read from the real clock at each making: model, field, how it must look.
RANDOM: dict[tuple[str, str], Callable[[Any], bool]] = {
    ("participation.Person", "key"): _is_uuid4,
    ("participation.Person", "password"): _is_unusable,
    ("participation.Person", "joined_at"): lambda value: value is not None,
    ("participation.Comment", "act_id"): _is_uuid4,
    ("participation.Folio", "code"): lambda value: read_code(value) == value,
    ("proposals.Proposal", "act_id"): _is_uuid4,
    ("proposals.Proposal", "random_key"): _is_share,
}
# What the values inside events point to.
PAYLOAD: dict[str, type[models.Model]] = {
    "person": Person,
    "author": Person,
    "verification": Verification,
    "proposal": Proposal,
    "component": Component,
    "comment": Comment,
    "parent": Comment,
    "root": Comment,
    "institution": Institution,
}
DATASETS: dict[str, type[models.Model]] = {"comments": Comment, "responses": Response}


def every_model() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]


def keys() -> dict[type[models.Model], list[Any]]:
    """Return the keys of all rows, in order."""
    return {model: list(model._base_manager.order_by("pk").values_list("pk", flat=True)) for model in every_model()}


class Namer:
    """Names rows so that two makings can be compared, given the keys that were there before either."""

    def __init__(self, before: dict[type[models.Model], list[Any]]) -> None:
        self.names: dict[type[models.Model], dict[Any, str]] = {}
        for model, now in keys().items():
            old = set(before[model])
            new = [key for key in now if key not in old]
            self.names[model] = {key: f"old {key}" for key in old} | {key: f"new {n}" for n, key in enumerate(new)}

    def name(self, model: type[models.Model], key: Any) -> str | None:
        # A model whose key is a key to another is named as that one.
        field = model._meta.pk
        while field.is_relation:
            model = field.related_model
            field = model._meta.pk
        return None if key is None else self.names[model][key]

    def tables(self) -> Tables:
        found = {}
        for model in every_model():
            rows = [self._row(model, row) for row in model._base_manager.order_by("pk").values()]
            found[model._meta.label] = rows
        return found

    def _row(self, model: type[models.Model], row: dict[str, Any]) -> dict[str, Any]:
        return {field.attname: self._value(model, field, row[field.attname]) for field in model._meta.concrete_fields}

    def _value(self, model: type[models.Model], field: models.Field, value: Any) -> Any:
        form = RANDOM.get((model._meta.label, field.name))
        if form is not None:
            assert form(value), f"{model._meta.label}.{field.name} cannot be {value!r}"
            return "…"
        if field.is_relation:
            return self.name(field.related_model, value)
        if field.primary_key:
            return self.name(model, value)
        if model is Relay and field.name == "cursor" and value:
            return self.name(Person, value)
        if model is Subject and field.name == "ancestors":
            return [self.name(Subject, key) for key in value]
        if model is Subject and field.name == "path" and value.startswith("/propuestas/"):
            return f"/propuestas/{self.name(Proposal, int(value.split('/')[2]))}/"
        if model is Event and field.name == "payload":
            return {key: self.name(PAYLOAD[key], inner) if key in PAYLOAD else inner for key, inner in value.items()}
        if model is Event and field.name == "changes":
            return [[dataset, self.name(DATASETS[dataset], key)] for dataset, key in value]
        return value
