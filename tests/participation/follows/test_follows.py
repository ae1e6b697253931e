"""Following: acts, button, list, races."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import RequestFactory

from participation.access.verdict import ActDenied
from participation.follows.actions import follow, unfollow
from participation.models import Event, Follow, Subject, SubjectCount
from participation.subjects.actions import update_subject
from tests.factories import make_call, make_process, make_proposal
from tests.personas import NOW, client_of, make_person
from tests.races import at_once

SCRIPT = "<script>alert(1)</script>"


def follows(subject: Subject) -> int:
    return SubjectCount.objects.get(pk=subject.pk).follows


def test_following_twice_counts_once(subject, ana):
    first = follow(subject=subject, by=ana, at=NOW)
    assert follow(subject=subject, by=ana, at=NOW) == first
    assert follows(subject) == 1
    assert Event.objects.filter(name="participation.subject.followed", actor=ana, subject=subject).count() == 1
    unfollow(subject=subject, by=ana, at=NOW)
    unfollow(subject=subject, by=ana, at=NOW)
    assert follows(subject) == 0
    assert Event.objects.filter(name="participation.subject.unfollowed").count() == 1
    assert not Follow.objects.exists()


def test_who_may_not_follow(subject, ana):
    component = subject.parent
    for wrong, person, code in ((component, ana, "not_followed"), (subject, None, "not_signed_in")):
        with pytest.raises(ActDenied) as error:
            follow(subject=wrong, by=person, at=NOW)
        assert error.value.denial.code == code
    follow(subject=subject, by=ana, at=NOW)
    update_subject(subject=subject, at=NOW, state="hidden")
    with pytest.raises(ActDenied):
        follow(subject=subject, by=make_person("Otra"), at=NOW)
    unfollow(subject=subject, by=ana, at=NOW)
    assert follows(subject) == 0
    with pytest.raises(ActDenied):
        unfollow(subject=subject, by=None, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_eight_clicks_at_once_follow_once():
    """Without the unique constraint there are several rows; with a counter bumped on every call, it says eight."""
    subject, ana = make_proposal(make_call()).subject, make_person("Ana")
    results = at_once(*[lambda: follow(subject=subject, by=ana, at=NOW)] * 8)
    assert not [result for result in results if isinstance(result, Exception)]
    assert (Follow.objects.count(), follows(subject)) == (1, 1)
    at_once(*[lambda: unfollow(subject=subject, by=ana, at=NOW)] * 8)
    assert (Follow.objects.count(), follows(subject)) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_following_and_stopping_at_once_leaves_a_true_counter():
    """The counter moves only with a row that was really made or deleted; bumped on every call it would run away.

    The lock on the person's row closes the rare gap in which get_or_create looks for a row that has just vanished.
    """
    subject, ana = make_proposal(make_call()).subject, make_person("Ana")
    for _round in range(5):
        results = at_once(
            *[lambda: follow(subject=subject, by=ana, at=NOW)] * 4,
            *[lambda: unfollow(subject=subject, by=ana, at=NOW)] * 4,
        )
        assert not [result for result in results if isinstance(result, Exception)]
        assert follows(subject) == Follow.objects.count()


# --- Pages ------------------------------------------------------------------------------------------------------------


def test_the_button_with_and_without_htmx(subject, ana):
    browser = client_of(ana)
    url = f"/temas/{subject.pk}/seguir/"
    response = browser.post(url)
    assert (response.status_code, response.url) == (302, subject.path)
    html = browser.post(f"/temas/{subject.pk}/dejar-de-seguir/", headers={"HX-Request": "true"}).content.decode()
    assert f'id="seguir-{subject.pk}"' in html
    assert "Dejar de seguir" not in html
    assert "<html" not in html
    html = browser.post(url, headers={"HX-Request": "true"}).content.decode()
    assert "Dejar de seguir" in html
    assert "1 persona lo sigue" in html
    assert f'hx-target="#seguir-{subject.pk}"' in html
    assert "csrfmiddlewaretoken" in html
    assert follows(subject) == 1


def test_the_button_for_strangers_is_a_link(subject, django_assert_num_queries):
    request = RequestFactory().get(subject.path)
    request.user = AnonymousUser()
    with django_assert_num_queries(2):  # what lies above · the counter
        html = Template("{% load conversation %}{% follow_button subject %}").render(
            Context({"request": request, "subject": subject})
        )
    assert "<form" not in html
    assert "/cuenta/entrar/?next=" in html


def test_strangers_are_sent_to_sign_in(subject, client):
    for verb in ("seguir", "dejar-de-seguir"):
        for response in (client.get(f"/temas/{subject.pk}/{verb}/"), client.post(f"/temas/{subject.pk}/{verb}/")):
            assert response.status_code == 302
            assert response.url.startswith("/cuenta/entrar/")
    assert client.get("/cuenta/siguiendo/").status_code == 302
    assert not Follow.objects.exists()


def test_a_get_follows_nothing_and_leads_to_the_page(subject, ana):
    assert client_of(ana).get(f"/temas/{subject.pk}/seguir/").url == subject.path
    assert not Follow.objects.exists()


def test_what_cannot_be_followed(subject, ana):
    draft = make_proposal(make_call(), state="draft").subject
    browser = client_of(ana)
    assert browser.post(f"/temas/{draft.pk}/seguir/").status_code == 404
    assert browser.post("/temas/99999999999999999999/seguir/").status_code == 404
    denied = browser.post(f"/temas/{subject.parent_id}/seguir/")
    assert denied.status_code == 403
    assert not Follow.objects.exists()


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\x00"])
def test_next_leads_nowhere_else(subject, ana, back):
    response = client_of(ana).post(f"/temas/{subject.pk}/seguir/", {"next": back})
    assert response.url == subject.path


@pytest.mark.parametrize("number", [1, 45])
def test_the_list_of_what_one_follows(ana, number, django_assert_num_queries):
    for n in range(number):
        follow(subject=make_process(title=f"Proceso {n} {SCRIPT}").subject, by=ana, at=NOW)
    browser = client_of(ana)
    browser.get("/cuenta/siguiendo/")
    with django_assert_num_queries(QUERIES):
        response = browser.get("/cuenta/siguiendo/")
    html = response.content.decode()
    assert html.count("dejar-de-seguir") == min(number, 20)
    assert SCRIPT not in html
    assert ('rel="next"' in html) == (number > 20)
    hidden = Follow.objects.order_by("-pk").first().subject
    update_subject(subject=hidden, at=NOW, state="hidden")
    html = browser.get("/cuenta/siguiendo/").content.decode()
    assert f"Proceso {number - 1} " not in html
    assert "Algo que ya no es público" in html
    assert (
        browser.post(f"/temas/{hidden.pk}/dejar-de-seguir/", {"next": "/cuenta/siguiendo/"}).url == "/cuenta/siguiendo/"
    )
    assert Follow.objects.count() == number - 1
    assert browser.get("/cuenta/siguiendo/?after=basura").status_code == 400


QUERIES = 2  # session with the person and their new notices · what is followed


def test_an_empty_list_says_what_to_do(ana):
    html = client_of(ana).get("/cuenta/siguiendo/").content.decode()
    assert "Todavía no sigues nada" in html
