"""Reading the API: representations, pages, filters, queries, ETags, CORS, methods."""

import json
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from participation.models import Institution, Response, Territory
from participation.opendata.values import pseudonym
from processes.models import Process
from tests.factories import (
    make_call,
    make_comment,
    make_institution,
    make_proposal,
    make_territory,
)
from tests.personas import NOW, client_of, make_person

pytestmark = pytest.mark.django_db
LISTS = (
    "processes",
    "phases",
    "components",
    "proposals",
    "comments",
    "responses",
    "territories",
    "institutions",
    "subjects",
)


def fill(count: int) -> None:
    """Make ``count`` rows of everything."""
    for _n in range(count):
        call = make_call(who_may_propose=[])
        make_territory()
        make_institution()
        proposal = make_proposal(call)
        make_comment(proposal.subject)
        Response.objects.create(subject=proposal.subject, owed_since=NOW)


def test_a_proposal_in_full(api):
    call = make_call()
    author = make_person("=Autora")
    place = make_territory("Centro")
    proposal = make_proposal(
        call,
        author=author,
        title="Banquetas parejas",
        body="=SUMA(1)",
        territory=place,
        latitude="19.5",
        longitude="-96.9",
        tags=["banquetas", "calle, esquina"],
        address="",
    )
    make_comment(proposal.subject, stance="for")

    body = api.get(f"proposals/{proposal.pk}/").json()

    may = body.pop("may")
    assert body == {
        "id": proposal.pk,
        "url": f"http://testserver/propuestas/{proposal.pk}/",
        "subject": proposal.subject_id,
        "process": call.process_id,
        "component": call.pk,
        "author": pseudonym(author),
        "coauthors": [],
        "merged_into": None,
        "divided_from": None,
        "organisation": None,
        "institution": None,
        "step": None,
        "title": "Banquetas parejas",
        "body": "=SUMA(1)",
        "body_format": "text",
        "lang": "es",
        "state": "published",
        "territory": place.pk,
        "latitude": 19.5,
        "longitude": -96.9,
        "address": None,
        "tags": ["banquetas", "calle, esquina"],
        "supports_count": 0,
        "comments_count": 1,
        "comments_for": 1,
        "comments_neutral": 0,
        "comments_against": 0,
        "channel": "web",
        "sample": False,
        "published_at": "2026-11-21T18:00:00Z",
        "edited_at": None,
        "origin_host": None,
        "origin_id": None,
        "origin_url": None,
        "origin_source": None,
        "origin_licence": None,
        "origin_votes": None,
        "origin_amount": None,
        "origin_currency": None,
        "origin_facts": None,
    }
    assert sorted(may) == ["comment", "edit", "follow", "support", "withdraw"]
    assert may["support"]["allowed"] is False
    assert may["support"]["code"] == "not_signed_in"
    assert may["support"]["remedy"]["url"] == "http://testserver/cuenta/entrar/"
    assert "Autora" not in json.dumps(body)


def test_may_says_yes_to_who_may(as_ana):
    proposal = make_proposal(make_call())
    may = as_ana.get(f"proposals/{proposal.pk}/").json()["may"]
    assert may["support"] == {"allowed": True, "code": None, "message": None, "remedy": None}
    assert may["edit"]["code"] == "not_author"


def test_a_component_says_what_the_clock_opens(api):
    call = make_call(acts=("propose",), threshold=7)
    body = api.get(f"components/{call.pk}/").json()
    assert body["rules"]["threshold"] == 7
    assert body["rules"]["proposals_per_person"] == 5
    assert body["may"]["support"]["code"] == "not_open"


def test_phases_say_what_they_open(api):
    call = make_call(acts=("propose", "support"))
    (phase,) = api.get("phases/").json()["results"]
    assert phase["opens"] == [
        {"component": call.pk, "act": "propose"},
        {"component": call.pk, "act": "support"},
    ]
    assert phase["opens_at"] == "2026-11-11T18:00:00Z"


@pytest.mark.parametrize("count", [1, 5])
@pytest.mark.parametrize("name", LISTS)
def test_lists_cost_the_same_for_one_row_and_many(api, name, count, django_assert_num_queries):
    fill(count)
    with django_assert_num_queries(2):  # the count of the limit, and the rows
        body = api.get(f"{name}/", limit=100).json()
    expected = {"subjects": count * 4, "processes": count}.get(name, count)
    assert len(body["results"]) == expected


@pytest.mark.parametrize("name", LISTS)
def test_details_repeat_the_row_of_the_list(api, name):
    fill(2)
    row = api.get(f"{name}/").json()["results"][1]
    detail = api.get(f"{name}/{row['id']}/").json()
    assert {key: value for key, value in detail.items() if key != "may"} == row


@pytest.mark.parametrize("name", LISTS)
def test_what_is_not_public_is_not_there(api, name):
    fill(1)
    Process.objects.update(state="draft")
    for thing in (Process.objects.get(), *[]):
        thing.subject.state = "draft"
        thing.subject.save()
    Institution.objects.get().subject.__class__.objects.filter(kind="institution").update(state="draft")
    Territory.objects.all().delete()
    assert api.get(f"{name}/").json()["results"] == []
    for pk in (1, 2, 3):
        assert api.get(f"{name}/{pk}/").status_code == 404


def test_pages_go_forward_and_back(api):
    call = make_call()
    made = [make_proposal(call).pk for _n in range(5)]
    first = api.get("proposals/", limit=2).json()
    assert [row["id"] for row in first["results"]] == made[:2]
    assert first["previous"] is None
    second = api.client.get(first["next"]).json()
    assert [row["id"] for row in second["results"]] == made[2:4]
    third = api.client.get(second["next"]).json()
    assert [row["id"] for row in third["results"]] == made[4:]
    assert third["next"] is None
    back = api.client.get(third["previous"]).json()
    assert [row["id"] for row in back["results"]] == made[2:4]


def test_orders(api):
    call = make_call()
    low, high = make_proposal(call), make_proposal(call)
    type(high.counts).objects.filter(proposal=high).update(supports=3)
    assert [row["id"] for row in api.get("proposals/", order="supported").json()["results"]] == [high.pk, low.pk]
    page = api.get("proposals/", order="supported", limit=1).json()
    assert [row["id"] for row in api.client.get(page["next"]).json()["results"]] == [low.pk]


def test_filters_of_the_page_hold_in_the_api(api):
    call, other = make_call(), make_call()
    mine = make_proposal(call, title="Luminarias nuevas", body="Más luz", tags=["luz"])
    type(mine.subject).objects.filter(pk=mine.subject_id).update(search=None)
    make_proposal(other, title="Un parque")
    assert [row["id"] for row in api.get("proposals/", process=call.process.slug).json()["results"]] == [mine.pk]
    assert [row["id"] for row in api.get("proposals/", component=call.pk).json()["results"]] == [mine.pk]
    assert [row["id"] for row in api.get("proposals/", tag="luz").json()["results"]] == [mine.pk]
    assert api.get("proposals/", state="answered").json()["results"] == []


def test_comments_within_a_process(api):
    call = make_call()
    comment = make_comment(make_proposal(call).subject)
    make_comment(make_proposal(make_call()).subject)
    found = api.get("comments/", below=call.process.subject_id).json()["results"]
    assert [row["id"] for row in found] == [comment.pk]
    assert found[0]["at"] == "2026-11-21T18:00:00Z"


def test_comments_by_moment(api):
    subject = make_proposal(make_call()).subject
    make_comment(subject, at=datetime(2026, 11, 1, tzinfo=UTC))
    late = make_comment(subject, at=datetime(2026, 11, 10, tzinfo=UTC))
    found = api.get("comments/", since="2026-11-05T00:00:00Z").json()["results"]
    assert [row["id"] for row in found] == [late.pk]


def test_the_verdict_of_a_draft_is_nobodys_to_see(api):
    proposal = make_proposal(make_call())
    Response.objects.create(subject=proposal.subject, owed_since=NOW, verdict="rejected", reasons="No se puede.")
    assert api.get("responses/", verdict="rejected").json()["results"] == []
    (row,) = api.get("responses/").json()["results"]
    assert (row["state"], row["verdict"], row["reasons"]) == ("owed", None, None)


def test_etag_saves_the_body(api):
    make_proposal(make_call())
    first = api.get("proposals/")
    assert first["Cache-Control"] == "public, no-cache"
    again = api.client.get("/api/v1/proposals/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Access-Control-Allow-Origin"] == "*"
    make_proposal(make_call())
    assert api.client.get("/api/v1/proposals/", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_reading_is_open_to_pages_of_any_site(api):
    response = api.client.get("/api/v1/processes/", headers={"Origin": "https://example.org"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    asked = api.client.options(
        "/api/v1/processes/", headers={"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    )
    assert (asked.status_code, asked["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")


def test_writing_is_not_offered_to_other_sites(api):
    asked = api.client.options(
        "/api/v1/comments/", headers={"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    )
    assert "POST" not in asked["Access-Control-Allow-Methods"]
    assert "Authorization" not in asked["Access-Control-Allow-Headers"]
    answer = api.client.post("/api/v1/comments/", {}, content_type="application/json")
    assert "Access-Control-Allow-Origin" not in answer


def test_methods(api):
    options = api.client.options("/api/v1/proposals/")
    assert (options.status_code, options["Allow"]) == (204, "GET, POST, HEAD, OPTIONS")
    head = api.client.head("/api/v1/proposals/")
    assert (head.status_code, head.content, bool(head["ETag"])) == (200, b"", True)
    wrong = api.client.delete("/api/v1/processes/")
    assert (wrong.status_code, wrong["Allow"], wrong["Content-Type"]) == (
        405,
        "GET, HEAD, OPTIONS",
        "application/problem+json",
    )


def test_json_is_never_taken_for_a_page(api):
    response = api.get("proposals/")
    assert response["Content-Type"] == "application/json"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in response["Content-Security-Policy"]


def test_what_a_person_sees_is_not_kept_by_shared_caches(ana):
    response = client_of(ana).get("/api/v1/proposals/")
    assert response["Cache-Control"] == "private, no-cache"
    assert {"Cookie", "Authorization"} <= {name.strip() for name in response["Vary"].split(",")}


def test_the_index_names_every_list(api):
    body = api.get("").json()
    further = [
        "amendments", "announcements", "closings", "conclusions", "consultations", "datarequests", "electoral_periods", "encounters", "interventions",
        "evaluations", "events",
        "assessments", "verdicts", "scales", "recommendations", "institutional_changes", "observations", "corrections",
        "forums", "forum_members", "institution_answers", "mechanisms", "meetings", "news", "opinion_groups", "organisations", "points", "pronouncements", "questions",
        "reuses", "statements", "contributions", "clusters", "problem_trees", "solutions", "agreements", "plans", "commitments", "successions", "actions", "texts", "passages", "suggestions", "progress_updates", "evidence", "obstacles",
        "budgets", "contests", "projects", "works",
    ]  # fmt: skip
    assert sorted(body["lists"]) == sorted([*LISTS, *further])
    assert body["documentation"] == "http://testserver/datos/api/"


def test_explorer_and_explanation(client: Client):
    page = client.get("/api/v1/explorador/")
    assert page.status_code == 200
    html = page.content.decode()
    assert "swagger-ui-bundle.js" in html
    assert "<script>" not in html
    assert 'href="/en/api/v1/' not in html
    assert client.get("/datos/api/").status_code == 200
    assert client.get("/en/datos/api/").status_code == 200


@pytest.mark.parametrize("name", ["proposals", "processes", "components", "comments", "subjects"])
def test_details_cost_the_same_however_many_others_there_are(api, name):
    fill(1)
    row = api.get(f"{name}/").json()["results"][0]
    with CaptureQueriesContext(
        connection,
    ) as one:
        api.get(f"{name}/{row['id']}/")
    fill(3)
    with CaptureQueriesContext(connection) as many:
        api.get(f"{name}/{row['id']}/")
    assert len(one) == len(many) <= 8
