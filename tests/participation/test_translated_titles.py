"""Titles that officials translated: lists, notices and histories show them in the reader's language."""

import pytest
from django.test import Client
from django.utils import translation

from participation.follows.actions import follow
from participation.models import Person, Subject
from participation.web.actions import create_page, update_page
from processes.actions import update_component, update_process
from tests.factories import make_call, make_process
from tests.personas import NOW, client_of

pytestmark = pytest.mark.django_db


def test_a_title_is_told_in_the_language_of_the_reader_and_says_which(carla: Person) -> None:
    process = make_process("Plan de calles", state="draft", translations={"en": {"title": "Plan of streets"}})
    plain = make_process("Plan de agua")
    with translation.override("en"):
        assert (process.subject.shown_title, process.subject.shown_lang) == ("Plan of streets", "en")
        assert (plain.subject.shown_title, plain.subject.shown_lang) == ("Plan de agua", "es")
    with translation.override("es-mx"):
        assert (process.subject.shown_title, process.subject.shown_lang) == ("Plan de calles", "es")
    update_process(process=process, by=carla, at=NOW, translations={})
    with translation.override("en"):
        assert Subject.objects.get(pk=process.subject_id).shown_title == "Plan de calles"


def test_activities_and_pages_keep_theirs_too(carla: Person) -> None:
    component = make_call()
    update_component(component=component, by=carla, at=NOW, translations={"en": {"title": "Ideas for the town"}})
    english = {"en": {"title": "Help", "body": "<p>Help</p>"}}
    page = create_page(title="Ayuda", body="<p>Ayuda</p>", by=carla, at=NOW, translations=english)
    update_page(page=page, by=carla, at=NOW, translations={"en": {"title": "How to", "body": "<p>Help</p>"}})
    titles = dict(Subject.objects.filter(kind__in=["component", "page"]).values_list("kind", "titles"))
    assert titles == {"component": {"en": "Ideas for the town"}, "page": {"en": "How to"}}


def test_what_somebody_follows_is_listed_in_their_language(bruno: Person) -> None:
    process = make_process("Plan de calles", translations={"en": {"title": "Plan of streets"}})
    follow(subject=process.subject, by=bruno, at=NOW)
    client: Client = client_of(bruno)
    link = f'<a href="/en{process.subject.path}" lang="en">Plan of streets</a>'
    assert link in client.get("/en/cuenta/siguiendo/").content.decode()
    assert ">Plan de calles</a>" in client.get("/cuenta/siguiendo/").content.decode()
