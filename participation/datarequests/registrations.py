"""What requests of data register: their kind of ask, their dataset, their place on the page of an institution."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from participation.institutions.sections import Section, register_section

if TYPE_CHECKING:
    from participation.models import Institution
    from participation.subjects.querysets import SubjectQuerySet


def _requests_to(institution: "Institution") -> "SubjectQuerySet":
    from participation.datarequests.kind import NAME
    from participation.models import Subject

    return Subject.objects.filter(kind=NAME, ask__institution=institution)


def register() -> None:
    """Called once when the apps are ready."""
    from participation.asks.registry import register_ask_kind
    from participation.datarequests import datasets
    from participation.datarequests.kind import DATAREQUEST

    register_ask_kind(DATAREQUEST)
    datasets.register()
    register_section(Section("datarequests", heading=_("Data that it was asked for"), subjects=_requests_to))
