"""The public timeline of a subject."""

from datetime import timedelta

import pytest
from django.template import Context, Template
from django.test import Client
from django.utils import translation

from participation.events.record import record
from tests.factories import make_call, make_process, make_proposal
from tests.personas import NOW, client_of

pytestmark = pytest.mark.django_db


def drawn(subject, language="es-mx"):
    with translation.override(language):
        return Template("{% load timeline %}{% timeline subject %}").render(Context({"subject": subject}))


def happen(subject, count, name="processes.phase.opened", **payload):
    for n in range(count):
        record(name, subject=subject, by=None, at=NOW + timedelta(minutes=n), payload={"title": f"Fase {n}", **payload})


def test_it_tells_public_events_in_both_languages_newest_first(ana):
    process = make_process()
    record("processes.process.created", subject=process.subject, by=ana, at=NOW)
    record("processes.process.published", subject=process.subject, by=ana, at=NOW)
    happen(process.subject, 1, name="processes.phase.dates_changed", reason="Por las lluvias.")
    html = drawn(process.subject)
    assert "Fase 0" in html
    assert "La razón: Por las lluvias." in html
    assert html.count("<li>") == 2
    assert html.index("Fase 0") < html.rindex("<li>")
    assert "The process was published" in drawn(process.subject, "en")


def test_the_actor_only_where_the_event_shows_it(ana):
    proposal = make_proposal(make_call(), author=ana)
    record("proposals.proposal.published", subject=proposal.subject, by=ana, at=NOW)
    assert "Ana" in drawn(proposal.subject)
    process = make_process()
    record("processes.process.published", subject=process.subject, by=ana, at=NOW)
    assert "Ana" not in drawn(process.subject)


def test_a_deleted_account_is_not_named(ana):
    proposal = make_proposal(make_call(), author=ana)
    record("proposals.proposal.published", subject=proposal.subject, by=ana, at=NOW)
    ana.erased_at = NOW
    ana.save()
    assert "Ana" not in drawn(proposal.subject)
    assert "cuenta eliminada" in drawn(proposal.subject)


@pytest.mark.parametrize(
    "name", ["participation.comment.made", "proposals.proposal.supported", "participation.flag.made"]
)
def test_what_is_not_for_timelines_stays_out(ana, name):
    proposal = make_proposal(make_call())
    record(name, subject=proposal.subject, by=ana, at=NOW)
    assert drawn(proposal.subject).strip() == ""


def test_ten_lines_and_a_link_to_the_rest():
    process = make_process()
    happen(process.subject, 10)
    assert "historia/" not in drawn(process.subject)
    happen(process.subject, 11)
    html = drawn(process.subject)
    assert html.count("<li>") == 10
    assert f'href="/temas/{process.subject.pk}/historia/"' in html


@pytest.mark.parametrize("count", [1, 10])
def test_it_costs_one_query(count, django_assert_num_queries):
    process = make_process()
    happen(process.subject, count)
    with django_assert_num_queries(1):
        drawn(process.subject)


def test_script_in_a_payload_stays_text():
    process = make_process()
    happen(process.subject, 1, reason="<script>alert(1)</script>")
    assert "<script" not in drawn(process.subject)


def test_a_strange_payload_breaks_nothing():
    process = make_process()
    record("processes.phase.opened", subject=process.subject, by=None, at=NOW, payload={"title": 7, "reason": ["x"]})
    assert drawn(process.subject).count("<li>") == 1


def test_the_whole_history_page_by_page():
    process = make_process()
    happen(process.subject, 45)
    client, url, seen = Client(), f"/temas/{process.subject.pk}/historia/", []
    while url:
        answer = client.get(url)
        assert answer.status_code == 200
        seen += [line.detail for line in answer.context["lines"]]
        url = answer.context["page"].next_url
    assert seen == [f"Fase {n}" for n in reversed(range(45))]


@pytest.mark.parametrize("count", [1, 20])
def test_the_page_costs_the_same_for_one_and_many(count, django_assert_num_queries):
    process = make_process()
    happen(process.subject, count)
    client, url = Client(), f"/temas/{process.subject.pk}/historia/"
    client.get(url)
    with django_assert_num_queries(2):  # subject, events
        client.get(url)


def test_the_history_of_nothing_says_so():
    process = make_process()
    html = Client().get(f"/temas/{process.subject.pk}/historia/").content.decode()
    assert "Todavía no ha pasado nada" in html
    assert html.count("<h1") == 1


def test_the_history_of_a_draft_is_seen_by_its_officials_alone(ana, carla):
    process = make_process(state="draft")
    url = f"/temas/{process.subject.pk}/historia/"
    assert Client().get(url).status_code == 404
    assert client_of(ana).get(url).status_code == 404
    assert client_of(carla).get(url).status_code == 200


@pytest.mark.parametrize("path", ["0/historia/", "999999/historia/", "9" * 30 + "/historia/"])
def test_a_subject_that_is_not_there_is_a_404(path):
    assert Client().get(f"/temas/{path}").status_code == 404


@pytest.mark.parametrize("query", ["?after=x", "?after=W10", "?before=WyJ4IiwgInkiXQ"])
def test_a_broken_cursor_is_a_400(query):
    process = make_process()
    assert Client().get(f"/temas/{process.subject.pk}/historia/{query}").status_code == 400
