"""A method without officials, as a census or an identity provider has."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import translation

from participation.verification import methods
from participation.verification.methods import VerificationMethod

SELF = VerificationMethod("proof", "proof", "how", enabled=True, takes=timedelta(minutes=10), position=20)


@pytest.fixture(autouse=True)
def _spanish() -> Iterator[None]:
    with translation.override("es-mx"):
        yield


@pytest.fixture
def proof(monkeypatch: pytest.MonkeyPatch) -> str:
    """Register the method for one test."""
    monkeypatch.setitem(methods._methods, SELF.name, SELF)
    return SELF.name
