"""Bulk files and their pages: literal headers, formula guard, filters, constant memory, catalogue."""

import csv
import io
import json
import tracemalloc
from datetime import timedelta

import pytest
from django.test import Client

from participation.models import Comment, ImportBatch, OriginRef
from participation.opendata.counts import counts_of
from participation.opendata.exports import STREAMS
from participation.opendata.registry import bulk_datasets, get_dataset
from participation.opendata.values import pseudonym
from proposals.models import Proposal
from tests.factories import make_call, make_comment, make_proposal, make_territory
from tests.personas import NOW, make_person

pytestmark = pytest.mark.django_db

HEADERS = {
    "processes": (
        "id url subject slug title summary description who_participates what_is_decided how_decided institution contact_name "
        "contact_email contact_phone territory promise time_zone state lang translations sample comments_count published_at "
        "closed_at mechanism"
    ),
    "phases": "id process position title description objective strategies products opens_at closes_at opens translations",
    "components": (
        "id url subject process kind slug title description position rules translations comments_count comments_for "
        "comments_neutral comments_against"
    ),
    "amendments": (
        "id url subject proposal author title passage wording reason lang state answer version joined_count channel sample "
        "published_at decided_at"
    ),
    "proposals": (
        "id url subject process component author title body body_format lang state territory latitude longitude "
        "address tags supports_count comments_count comments_for comments_neutral comments_against channel sample published_at edited_at "
        "origin_host origin_id origin_url origin_source origin_licence origin_votes origin_amount origin_currency origin_facts "
        "coauthors merged_into divided_from organisation institution step"
    ),
    "comments": "id url subject subject_kind parent thread depth author text lang stance channel at edited_at organisation",
    "territories": "id url name level cvegeo parent active outlined source",
    "institutions": "id url subject slug name short_name other_names kind parent email phone website",
    "responses": (
        "id url subject subject_kind institution state owed_since due_on in_evaluation_since verdict reasons reference signer "
        "cost_centavos published_at routed_at working_days parts through"
    ),
    "institution_answers": "id url owed answered in_time answered_late waiting overdue median_working_days",
    "questions": (
        "id url subject author institution title body lang state joined_count comments_count channel sample published_at "
        "edited_at within"
    ),
    "interventions": (
        "id url subject author institution title body lang state joined_count comments_count channel sample published_at "
        "edited_at within"
    ),
    "datarequests": (
        "id url subject author institution title body lang state joined_count comments_count channel sample published_at "
        "edited_at dataset data_url"
    ),
    "organisations": (
        "id url subject author name kind sector description website lang state representatives registered_at closed_at "
        "sample"
    ),
    "reuses": "id url subject author kind title description link datasets lang sample published_at",
    "supports": "proposal day channel territory count",
    "moderation_statistics": "month what detail count",
    "verification_statistics": "id method month people",
    "contributions": (
        "id url subject component author text lang theme territory encounter channel sample published_at"
    ),
    "clusters": "id url subject component title summary contributions confirmed published_at",
    "problem_trees": "id url subject component cluster problem tree published_at sample",
    "solutions": "id url subject encounter tree number title text place points places present decided_at sample",
    "statements": "id url subject component author text lang seeded channel sample published_at",
    "encounters": (
        "id url subject component kind state title description mode starts_at ends_at time_zone place latitude longitude "
        "services territory institutions organisers agenda capacity reserved cancel_reason attendance minutes translations "
        "sample"
    ),
    "texts": (
        "id url subject component title summary lang state version adoption signed sample published_at adopted_at"
    ),
    "passages": "id text key parent position kind level number words gone_in",
    "suggestions": (
        "id url subject text passage author kind made_on before quote wording reason lang in_favour against taken_in channel "
        "sample published_at organisation"
    ),
    "consultations": "id url component nature questions ready_at results_at results",
    "opinion_groups": "id component number computed_at people answers groups results parameters digest",
    "conclusions": "id component number conclusions follows reason at translations",
    "closings": "id process number results changed lessons reason at translations",
    "electoral_periods": (
        "id name kind territory starts_on ends_on legal_basis legal_url lifted_at withdrawn_at reason declared_at translations"
    ),
    "pronouncements": "id subject administration starts_on stance reasons at",
    "evaluations": (
        "id url about kind opens_at closes_at answered clear_yes clear_partly clear_no heard_yes heard_partly heard_no "
        "again_yes again_partly again_no published_at"
    ),
    "mechanisms": (
        "id url subject slug title summary who_may steps deadlines contact legal_basis legal_url checked_on translations"
    ),
    "meetings": (
        "id url subject institution office holder counterpart topic place starts_at ends_at link outcome cancelled_at "
        "cancel_reason translations sample"
    ),
    "points": (
        "id url subject institution processes name address directions territory latitude longitude week days opens_on "
        "closes_on closed_at sample"
    ),
    "forums": (
        "id url subject kind state title remit institution territory installed_on closed_at close_reason rules seats sessions "
        "calls declaration adherences translations sample"
    ),
    "forum_members": (
        "id forum sector alternate name role organisation institution body chosen since until conflict_declared conflict "
        "exit_reason exit_statement"
    ),
    "assessments": (
        "id url subject plan scheme phase title summary assessor independent conflict document_url document_year "
        "document_on source comment_from comment_until corrects correction_reason lang sample published_at"
    ),
    "verdicts": "id assessment commitment variable concept value number as_said rationale footnotes",
    "scales": "id scheme variable variable_es variable_en value label_es label_en position high",
    "recommendations": "id url subject assessment commitment institution addressed_to text",
    "institutional_changes": (
        "id url subject commitment recommendation institution kind title text legal_reference document_url in_force_on "
        "lang sample"
    ),
    "observations": (
        "id url subject author institution title body lang state joined_count comments_count channel sample published_at "
        "edited_at about"
    ),
    "corrections": (
        "id url subject author institution title body lang state joined_count comments_count channel sample published_at "
        "edited_at about"
    ),
    "plans": (
        "id url subject component title kind state jurisdiction ordinal cycle_year starts_on ends_on dates_words "
        "extended_to extension_reason submitted_on signed_on published_at vision official_url gazette_ref office contact "
        "predecessor periods published_counts version ran_elsewhere source source_url source_licence sample"
    ),
    "commitments": (
        "id url subject plan code number title theme summary problem causes status_quo solution expected_results "
        "verification_means values relevance contribution_transparency contribution_participation "
        "contribution_accountability gender_statement inclusion_statement additional_info budget_note budget_amount "
        "currency policy_areas ambition starts_on ends_on office contact_post contact_email contact_phone actors "
        "objectives indicators risks alignments added_outside predecessor withdrawn_at withdraw_reason source_url "
        "translations lang sample"
    ),
    "successions": "id institution kind successor on legal_basis url",
    "agreements": "id url subject made_at title text made_on translations sample",
    "budgets": (
        "id url component currency reach most_contests leftovers publication ballot rule explanation "
        "challenge_authority clarification_days sample"
    ),
    "contests": "id url subject budget title territory amount group takes_leftovers entitled sample",
    "projects": (
        "id url subject contest number author institution proposal title summary body lang category state estimate "
        "cost reasons exclusive_group territory latitude longitude address withdraw_reason sample created_at decided_at"
    ),
    "works": "id url subject project budgeted spent contracts payments sample created_at",
    "actions": (
        "id url subject followed parent title description deliverable institution responsible contact starts_on due_on "
        "due_words weight place declared declared_on percent last_report_on report_due_on unchanged_since update_count "
        "evidence_count obstacle_count sample"
    ),
    "progress_updates": (
        "id action voice organisation author period_from period_to text percent steps_done steps_total back_reason "
        "repeats at withdrawn_at withdraw_reason"
    ),
    "evidence": (
        "id action update kind title url sha256 broken_since voice organisation author at withdrawn_at withdraw_reason"
    ),
    "obstacles": (
        "id action text since until needed needed_from voice organisation author at withdrawn_at withdraw_reason"
    ),
    "news": "id url subject process title text lang translations published_at",
    "announcements": ("id url kind group subject territory title summary body translations sent_at people left_out"),
}


def read(client: Client, address: str) -> list[str]:
    """Download a file as lines."""
    return b"".join(client.get(address).streaming_content).decode().splitlines()


def rows_of(client: Client, address: str) -> list[dict[str, str]]:
    """Download a CSV file as rows."""
    return list(csv.DictReader(io.StringIO(b"".join(client.get(address).streaming_content).decode())))


@pytest.mark.parametrize("name", sorted(HEADERS))
def test_headers_are_stable(client, name):
    """A column may be added at the end; renaming or removing one needs a new version of the dataset."""
    header, *rows = read(client, f"/datos/{name}.csv")
    assert header == HEADERS[name].replace(" ", ",")
    assert not rows or name == "scales"  # the methods of assessment come with the product
    assert get_dataset(name).version == 1


def test_every_dataset_is_in_the_table_above():
    assert {dataset.name for dataset in bulk_datasets()} == set(HEADERS)


def test_a_file_of_proposals(client):
    call = make_call()
    author = make_person("Nombre Secreto", email="secreta@example.org")
    proposal = make_proposal(
        call, author=author, title='=HYPERLINK("http://x")', body="uno\ndos", latitude="19.5", longitude="-96.9"
    )
    (row,) = rows_of(client, "/datos/proposals.csv")
    assert row["title"] == '\'=HYPERLINK("http://x")'
    assert (row["body"], row["longitude"], row["sample"], row["address"]) == ("uno\ndos", "-96.9", "false", "")
    assert (row["author"], row["supports_count"], row["tags"]) == (pseudonym(author), "0", "[]")
    (line,) = read(client, "/datos/proposals.jsonl")
    assert json.loads(line) == get_dataset("proposals").represent(get_dataset("proposals").rows(NOW).get())
    for form in ("csv", "jsonl", "geojson"):
        text = "\n".join(read(client, f"/datos/proposals.{form}"))
        assert "Secreto" not in text
        assert "secreta" not in text
    shape = json.loads("".join(read(client, "/datos/proposals.geojson")))
    assert shape["features"][0]["geometry"] == {"type": "Point", "coordinates": [-96.9, 19.5]}
    assert shape["features"][0]["id"] == proposal.pk


def test_imported_figures_stand_apart_from_ours(client):
    proposal = make_proposal(make_call(), channel="import")
    Proposal.objects.filter(pk=proposal.pk).update(author=None)
    batch = ImportBatch.objects.create(
        kind="decidim",
        file_name="p.csv",
        sha256="0" * 64,
        source="Ajuntament de Barcelona",
        licence="ODbL 1.0",
        rows=1,
        at=NOW,
    )
    OriginRef.objects.create(
        subject=proposal.subject,
        host="www.decidim.barcelona",
        entity="project",
        external_id="7",
        digest="0" * 64,
        batch=batch,
        facts={"votes": 812, "amount": "75000.00", "currency": "EUR", "selected": "si"},
    )
    (row,) = rows_of(client, "/datos/proposals.csv")
    assert (row["supports_count"], row["origin_votes"], row["origin_amount"], row["origin_currency"]) == (
        "0",
        "812",
        "75000",
        "EUR",
    )
    assert (row["origin_licence"], row["origin_id"]) == ("ODbL 1.0", "7")
    assert json.loads(row["origin_facts"])["selected"] == "si"


def test_headers_of_a_download(client):
    response = client.get("/datos/comments.csv", headers={"Origin": "https://example.org"})
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert response["Content-Disposition"] == 'attachment; filename="comments-v1.csv"'
    assert response["Link"] == '<https://creativecommons.org/licenses/by/4.0/deed.es>; rel="license"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert client.get("/datos/comments.jsonl")["Content-Type"] == "application/x-ndjson; charset=utf-8"
    assert client.head("/datos/comments.csv").status_code == 200
    assert client.options("/datos/comments.csv").status_code == 204
    assert client.post("/datos/comments.csv").status_code == 405


def test_files_count_for_the_limit(client, settings):
    settings.AZOTEA_API_RATES = {**settings.AZOTEA_API_RATES, "anonymous": "1/min"}
    assert client.get("/datos/comments.csv").status_code == 200
    second = client.get("/datos/comments.csv")
    assert (second.status_code, second["Content-Type"]) == (429, "application/problem+json")
    assert 1 <= int(second["Retry-After"]) <= 60


def test_files_take_the_filters_of_the_api(client):
    call, other = make_call(), make_call()
    mine = make_proposal(call)
    make_proposal(other)
    assert [row["id"] for row in rows_of(client, f"/datos/proposals.csv?process={call.process.slug}")] == [str(mine.pk)]
    wrong = client.get("/datos/proposals.csv?proces=x")
    assert (wrong.status_code, wrong["Content-Type"]) == (400, "application/problem+json")
    assert wrong.json()["errors"][0]["parameter"] == "proces"
    assert client.get("/datos/proposals.csv?q=%00").status_code == 400


def test_what_is_hidden_is_in_no_file(client):
    proposal = make_proposal(make_call(), title="Oculta")
    make_comment(proposal.subject, text="También")
    type(proposal.subject).objects.filter(pk=proposal.subject_id).update(state="hidden")
    for name in ("proposals", "comments", "responses", "supports"):
        assert len(read(client, f"/datos/{name}.csv")) == 1


def test_what_lies_in_a_hidden_process_is_in_no_file(client):
    proposal = make_proposal(make_call())
    make_comment(proposal.subject)
    process = proposal.component.process
    type(process.subject).objects.filter(pk=process.subject_id).update(state="hidden")
    for name in ("processes", "phases", "components", "proposals", "comments"):
        assert len(read(client, f"/datos/{name}.csv")) == 1


def test_outlines_are_in_the_geojson(client):
    outline = {"type": "Polygon", "coordinates": [[[-97, 19], [-96, 19], [-96, 20], [-97, 19]]]}
    place = make_territory("Xalapa", outline=outline)
    make_territory("Sin contorno")
    shape = json.loads("".join(read(client, "/datos/territories.geojson")))
    assert [(one["id"], one["geometry"]) for one in shape["features"]] == [(place.pk, outline)]
    assert [row["outlined"] for row in rows_of(client, "/datos/territories.csv")] == ["true", "false"]


@pytest.mark.parametrize(
    "address",
    [
        "/datos/subjects.csv",
        "/datos/nada.csv",
        "/datos/nada/",
        "/datos/comments.geojson",
        "/datos/proposals.xml",
    ],
)
def test_unknown_files(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_memory_does_not_grow_with_the_rows(form):
    """Eight thousand rows take no more memory than what a few chunks of the cursor hold."""
    subject = make_proposal(make_call()).subject
    author = make_person("Una")
    dataset = get_dataset("comments")

    def peak(total: int) -> int:
        missing = total - Comment.objects.count()
        Comment.objects.bulk_create(
            Comment(subject=subject, author=author, text="x" * 500, at=NOW + timedelta(seconds=n))
            for n in range(missing)
        )
        tracemalloc.start()
        size = sum(len(part) for part in STREAMS[form](dataset, dataset.rows(NOW)))
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert size > total * 500
        return most

    peak(1000)  # what is loaded once
    small, large = peak(1500), peak(8000)
    assert large < small * 1.3


def test_the_catalogue(client):
    response = client.get("/datos/catalogo.jsonld")
    assert response["Content-Type"] == "application/ld+json; charset=utf-8"
    body = response.json()
    assert body["@type"] == "dcat:Catalog"
    assert {one["dct:identifier"] for one in body["dcat:dataset"]} == set(HEADERS)
    proposals = next(one for one in body["dcat:dataset"] if one["dct:identifier"] == "proposals")
    assert {text["@language"] for text in proposals["dct:title"]} == {"es-MX", "en"}
    assert [one["dct:title"] for one in proposals["dcat:distribution"]] == ["CSV", "JSON Lines", "GeoJSON", "API"]
    for member in ("dct:issued", "dct:modified", "dct:publisher", "dct:license", "dct:language", "dct:spatial"):
        assert member in proposals
    for distribution in proposals["dcat:distribution"]:
        assert distribution["dct:license"] == {"@id": "https://creativecommons.org/licenses/by/4.0/deed.es"}
        address = distribution.get("dcat:downloadURL", distribution["dcat:accessURL"])["@id"]
        assert client.get(address.removeprefix("http://testserver")).status_code == 200


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("name", sorted(HEADERS))
def test_each_dataset_has_a_page(client, prefix, name):
    response = client.get(f"{prefix}/datos/{name}/")
    assert response.status_code == 200
    html = response.content.decode()
    for column in HEADERS[name].split():
        assert f"<code>{column}</code>" in html
    assert html.count("<h1") == 1
    assert f'href="/datos/{name}.csv"' in html
    assert "csrfmiddlewaretoken" not in html


def test_the_home_of_open_data(client, django_assert_num_queries):
    make_comment(make_proposal(make_call()).subject)
    client.get("/datos/")
    with django_assert_num_queries(1):  # all datasets are counted at once
        html = client.get("/datos/").content.decode()
    for name in HEADERS:
        assert f'href="/datos/{name}/"' in html
    assert "CC BY 4.0" in html


def test_counting_at_once_counts_what_the_files_hold():
    proposal = make_proposal(make_call())
    make_comment(proposal.subject)
    make_comment(make_proposal(proposal.component, state="draft").subject)
    single = [dataset for dataset in bulk_datasets() if not dataset.gather]
    counts = {dataset.name: dataset.rows(NOW).count() for dataset in single}
    assert counts_of(bulk_datasets(), NOW) == counts
    assert (counts["proposals"], counts["comments"], counts["components"]) == (1, 1, 1)
