"""What this floor registers."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from participation.access.pending.registry import register_sensitive
from participation.events.log_words import register_log_words
from participation.institutions.sections import Section, register_section
from participation.subjects.registry import SubjectKind, register_kind
from participation.web.context import NavEntry, register_navigation
from participation.web.office import register_waiting
from processes import datasets, events, groups, handover, notices, sharing
from processes.agreements import registrations as agreements
from processes.cocreation import registrations as cocreation
from processes.consultations import registrations as consultations
from processes.debates import registrations as debates
from processes.encounters import registrations as encounters
from processes.forums import registrations as forums
from processes.kinds import ComponentKind, get_kind, register_component_kind
from processes.log_words import component_value, phase_field, phase_value, setting_label
from processes.news import registrations as news
from processes.opinions import registrations as opinions
from processes.pages import PageSettings, pages_of
from processes.points import registrations as points
from processes.questions import registrations as questions
from processes.sensitive import CHANGE_OF_DATES
from processes.texts import registrations as texts

if TYPE_CHECKING:
    from datetime import datetime

    from participation.access.verdict import Verdict
    from participation.models import Institution, Person, Subject
    from participation.subjects.querysets import SubjectQuerySet


def _prefetch(subjects: Iterable["Subject"]) -> dict[int, Any]:
    """Return the processes of subjects, so that cards show them in the reader's language."""
    from processes.models import Process

    rows = Process.objects.filter(subject__in=[subject.pk for subject in subjects])
    return {process.subject_id: process for process in rows}


def _prefetch_components(subjects: Iterable["Subject"]) -> dict[int, Any]:
    """Return the activities of subjects with their processes, whose language is theirs."""
    from processes.models import Component

    rows = Component.objects.filter(subject__in=[subject.pk for subject in subjects]).select_related("process")
    return {component.subject_id: component for component in rows}


def _may_comment_on(person: "Person | None", subject: "Subject", *, at: "datetime") -> "Verdict":
    from processes.place import component_of
    from processes.policies import may_comment_on

    return may_comment_on(person, component_of(subject), at=at)


def _is_followed(subject: "Subject") -> bool:
    """Tell whether an activity is followed by itself: those that are concluded, of which followers are told."""
    from processes.place import component_of

    return bool(get_kind(component_of(subject).kind).concludes)


def _gather_components(subjects: "list[Subject]", person: "Person") -> None:
    """Bring the activities of many subjects, and what those that take comments ask of the person."""
    from participation.access.facts import know
    from processes.place import component_of, gather

    gather(subjects)
    configs = [component_of(subject).config for subject in subjects]
    know(person, [rule for config in configs for rule in getattr(config, "who_may_comment", [])])


def _processes_of(institution: "Institution") -> "SubjectQuerySet":
    """Return the subjects of the processes of an institution, for its page."""
    from participation.models import Subject

    return Subject.objects.filter(process__institution=institution)


def register() -> None:
    """Called once by ``apps.ready()``."""
    events.register()
    register_sensitive(CHANGE_OF_DATES)
    notices.register()
    groups.register()
    handover.register()
    register_log_words("processes.component", field=setting_label, value=component_value)
    register_log_words("processes.phase", field=phase_field, value=phase_value)
    _register_kinds()
    datasets.register()
    register_component_kind(
        ComponentKind(
            name="pages",
            label=_("Information page"),
            description=_("A page of text: the background, the documents, how to take part in person."),
            settings=PageSettings,
            acts=(),
            form="processes.forms.pages.PageSettingsForm",
            view="processes.views.pages.page",
            cards=pages_of,
        )
    )
    news.register()
    questions.register()
    debates.register()
    opinions.register()
    encounters.register()
    texts.register()
    forums.register()
    points.register()
    consultations.register()
    sharing.register()
    agreements.register()
    cocreation.register()
    register_section(Section("processes", heading=_("Processes that it is responsible for"), subjects=_processes_of))
    from processes.team import teams_waiting
    from processes.waiting import processes_waiting

    register_waiting(processes_waiting, teams_waiting)
    register_navigation(
        NavEntry(label=_("Processes"), url_name="processes:list", prefix="/procesos/", position=10),
        NavEntry(_("Debates and opinion groups"), "processes:debates", "/debates/", 200, shown=False),
        NavEntry(_("Questions"), "processes:questions", "/preguntas/", 201, shown=False),
        NavEntry(_("Agreements"), "agreements:list", "/acuerdos/", 202, shown=False),
        NavEntry(_("News"), "processes:news", "/noticias/", 203, shown=False),
        NavEntry(_("Mechanisms"), "processes:mechanisms", "/mecanismos/", 204, shown=False),
        NavEntry(_("Collection points"), "processes:points", "/puntos/", 205, shown=False),
    )


def _register_kinds() -> None:
    """Say what search, cards and comments ask of processes, activities and mechanisms."""
    register_kind(
        SubjectKind(
            name="process",
            label=_("process"),
            label_plural=_("processes"),
            model="processes.Process",
            may_flag=True,
            prefetch=_prefetch,
            dataset="processes",
        )
    )
    register_kind(
        SubjectKind(
            name="component",
            label=_("activity"),
            label_plural=_("activities"),
            model="processes.Component",
            may_follow=False,
            follow_policy=_is_followed,
            may_flag=True,
            comment_policy=_may_comment_on,
            gather=_gather_components,
            prefetch=_prefetch_components,
            dataset="components",
        )
    )
    register_kind(
        SubjectKind(
            name="mechanism",
            label=_("mechanism"),
            label_plural=_("mechanisms"),
            model="processes.Mechanism",
            dataset="mechanisms",
        )
    )
