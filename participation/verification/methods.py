"""The ways to verify who one is. Each is registered once; a person's page lists those that the installation offers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class VerificationMethod:
    """A way to be verified: what it is called, what a person has to do, and where (a path, or nothing)."""

    name: str
    label: Any
    how: Any
    path: str = ""
    is_offered: Callable[[], bool] = lambda: True


_methods: dict[str, VerificationMethod] = {}


def register_verification_method(*methods: VerificationMethod) -> None:
    """Add methods (in ``apps.ready()``); two different ones of a name are a programming error."""
    for method in methods:
        if _methods.get(method.name, method) != method:
            raise ValueError(f"verification method {method.name} is registered twice")
        _methods[method.name] = method


def offered_methods() -> list[VerificationMethod]:
    """Return the methods that this installation offers."""
    return [method for method in _methods.values() if method.is_offered()]


def method_label(name: str) -> str:
    """Return what a method is called; its name where it is no longer registered."""
    method = _methods.get(name)
    return str(method.label) if method else name


COUNTER = VerificationMethod(
    "counter",
    _("in person"),
    _("Go to a participation counter with an official document that has your photograph, and show this code."),
)
