"""The officials' log: every act is in it, each reads what lies within their roles, and nobody learns who supported."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from participation.events import log
from participation.models import Event, Person
from tests.factories import make_call, make_comment, make_institution, make_process, make_proposal, make_territory
from tests.personas import NOW, client_of, official

pytestmark = pytest.mark.django_db
LIST = "/admin/participation/event/"


def text_of(person: Person, path: str) -> str:
    response = client_of(person).get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def history(thing: Any) -> str:
    meta = thing._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_history", args=[thing.pk])


def draft(**fields: Any) -> Any:
    return make_process(state="draft", **fields)


def update(process: Any, by: Person, **fields: Any) -> None:
    from processes import actions

    actions.update_process(process=process, by=by, at=NOW, **fields)


# --- the history of a row ---------------------------------------------------------------------------------------------
def test_the_history_of_a_process_says_who_did_what_and_what_was_before(carla: Person) -> None:
    process = draft(title="Plan <b>viejo</b>")
    update(process, carla, title="Plan nuevo")
    page = text_of(carla, history(process))
    assert "Cambió la descripción del proceso" in page
    assert "Carla" in page
    assert "<del>Plan &lt;b&gt;viejo&lt;/b&gt;</del>" in page
    assert "<ins>Plan nuevo</ins>" in page


def test_states_kinds_rules_and_openings_are_told_in_words(carla: Person) -> None:
    from django.utils import timezone
    from django.utils.formats import date_format

    from processes import actions
    from proposals.kind import KIND

    process = make_process(state="published")
    call = actions.add_component(
        process=process, kind="proposals", title="Convocatoria", settings={"who_may_support": [{"kind": "verified"}]},
        by=carla, at=NOW,
    )  # fmt: skip
    phase = actions.add_phase(process=process, title="Única", opens_at=NOW, closes_at=None, by=carla, at=NOW)
    actions.set_openings(phase=phase, openings={call.pk: ["support"]}, reason="Falta abrir", by=carla, at=NOW)
    actions.close_process(process=process, by=carla, at=NOW)
    page = text_of(carla, history(process))
    assert "<del>publicado</del>" in page
    assert "<ins>cerrado</ins>" in page
    told = {
        (one.field, "".join(piece.text for piece in one.pieces))
        for event in Event.objects.filter(subject__ancestors__contains=[process.subject_id])
        for one in log.differences(event)
    } | {(one.field, one.pieces[-1].text) for event in Event.objects.all() for one in log.differences(event)}
    assert ("abre", date_format(timezone.localtime(NOW), "DATETIME_FORMAT")) in told
    assert dict(told)["tipo"] == str(KIND.label)
    assert (f"qué se abre · actividad {call.pk}", "Respaldar") in told
    assert not [text for field, text in told if "{" in text or text in {"published", "closed", "proposals", "after"}]
    assert not [field for field, text in told if "_" in field]


def test_a_history_without_events_says_so(carla: Person) -> None:
    page = text_of(carla, history(make_process()))
    assert "Todavía no hay nada en el registro." in page


def test_rows_without_a_subject_have_a_history_too(carla: Person, bruno: Person) -> None:
    from participation.access.actions import grant_role
    from participation.territories.actions import update_territory

    territory = make_territory(name="Centro")
    update_territory(territory=territory, name="Centro Histórico", by=carla, at=NOW)
    assert "Cambió un territorio" in text_of(carla, history(territory))
    assert "<ins>Centro Histórico</ins>" in text_of(carla, history(territory))
    other = make_territory(name="Otro")
    assert "Centro Histórico" not in text_of(carla, history(other))

    role = grant_role(person=bruno, kind="moderator", scope=make_process().subject, by=carla, at=NOW)
    assert "dio un rol" in text_of(carla, history(role)).lower()
    assert "dio un rol" in text_of(carla, history(bruno)).lower()
    assert "dio un rol" not in text_of(carla, history(carla)).lower()


def test_the_history_of_what_is_out_of_scope_does_not_open(carla: Person) -> None:
    mine, other = draft(), draft()
    update(other, carla, title="Plan ajeno")
    steward = official("Sofía", "steward", mine.subject)
    response = client_of(steward).get(history(other))
    assert response.status_code == 302
    assert "Plan ajeno" not in client_of(steward).get(history(other), follow=True).content.decode()


def test_a_long_history_leads_to_the_whole_log(carla: Person) -> None:
    process = make_process()
    for n in range(101):
        Event.objects.create(
            name="processes.process.updated", subject=process.subject, at=NOW + timedelta(seconds=n), after={"title": n}
        )
    page = text_of(carla, history(process))
    assert page.count('class="office-log-what"') == 100
    assert f'href="{LIST}?subject__id__exact={process.subject_id}"' in page
    assert text_of(carla, f"{LIST}?subject__id__exact={process.subject_id}").count("field-what") == 50


# --- the log ----------------------------------------------------------------------------------------------------------
def test_each_official_reads_the_log_of_their_roles(carla: Person) -> None:
    mine, other = draft(title="Uno"), draft(title="Dos")
    update(mine, carla, title="Plan de casa")
    update(other, carla, title="Plan ajeno")
    below = make_comment(make_proposal(make_call()).subject)
    steward = official("Sofía", "steward", mine.subject)
    assert {event.subject_id for event in log.log_for(steward)} == {mine.subject_id}
    assert "Plan ajeno" not in text_of(steward, LIST)
    foreign = Event.objects.get(subject=other.subject)
    assert client_of(steward).get(f"{LIST}{foreign.pk}/change/").status_code == 302
    assert {mine.subject_id, other.subject_id} <= {event.subject_id for event in log.log_for(carla)}
    assert below.subject_id not in {event.subject_id for event in log.log_for(steward)}


def test_what_concerns_no_subject_is_for_the_whole_installation_only(carla: Person) -> None:
    from participation.territories.actions import create_territory

    create_territory(name="Nueva", level="colonia", by=carla, at=NOW)
    steward = official("Sofía", "steward", make_process().subject)
    assert log.log_for(steward).filter(name="participation.territory.created").count() == 0
    assert log.log_for(carla).filter(name="participation.territory.created").count() == 1


def test_what_belongs_to_one_person_is_in_no_log(carla: Person, ana: Person) -> None:
    from participation.follows.actions import follow

    follow(subject=make_process().subject, by=ana, at=NOW)
    assert Event.objects.filter(name="participation.subject.followed").count() == 1
    assert log.log_for(carla).filter(name="participation.subject.followed").count() == 0


def test_a_citizen_and_a_person_without_a_role_have_no_log(ana: Person, carla: Person) -> None:
    update(draft(), carla, title="Otro")
    assert log.log_for(ana).count() == 0
    assert log.log_for(None).count() == 0
    assert client_of(ana).get(LIST).status_code == 403


def test_nobody_learns_who_supported_or_reported(carla: Person) -> None:
    supporter = official("Renata", "observer")
    subject = make_proposal(make_call()).subject
    for name in ("proposals.proposal.supported", "participation.flag.made"):
        Event.objects.create(name=name, subject=subject, actor=supporter, at=NOW)
    page = text_of(carla, LIST)
    assert page.count("una persona (aquí no se nombra)") == 2
    found = text_of(carla, f"{LIST}?official={supporter.pk}")
    assert "field-what" not in found


def test_the_log_is_found_by_what_happened_by_whom_and_when(carla: Person, dario: Person) -> None:
    one, other = draft(), draft()
    update(one, carla, title="De Carla")
    Event.objects.create(
        name="participation.subject.hidden", subject=other.subject, actor=dario, at=NOW, payload={"reason": "insultos"}
    )
    assert "Carla" in text_of(carla, f"{LIST}?official={carla.pk}")
    page = text_of(carla, f"{LIST}?name=participation.subject.hidden")
    assert page.count("field-what") == 1
    assert "insultos" in page
    assert text_of(carla, f"{LIST}?at__gte=2030-01-01%2000:00:00%2B00:00").count("field-what") == 0
    for broken in ("name=nosuch", "official=abc", "official=99999999999999999999", "subject__id__exact=x"):
        assert client_of(carla).get(f"{LIST}?{broken}").status_code in {200, 302}, broken


def test_an_entry_shows_before_and_after_and_cannot_be_changed(carla: Person) -> None:
    process = draft(summary="Un resumen bastante largo de lo que se va a decidir aquí")
    update(process, carla, summary="Un resumen bastante corto de lo que se va a decidir aquí")
    event = Event.objects.get(name="processes.process.updated")
    path = f"{LIST}{event.pk}/change/"
    page = text_of(carla, path)
    assert "<del>largo</del>" in page
    assert "<ins>corto</ins>" in page
    assert f'href="{LIST}{event.pk}/history/"' in page  # a link without an address would be a menu without a script
    assert client_of(carla).post(path, {"name": "x"}).status_code == 403
    assert client_of(carla).post(f"{LIST}add/", {"name": "x"}).status_code == 403
    assert client_of(carla).post(f"{LIST}{event.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Event.objects.get(pk=event.pk).name == "processes.process.updated"


def test_what_is_recorded_by_number_or_nested_is_read_in_words(carla: Person) -> None:
    territory, institution = make_territory("Valle"), make_institution("Obras")
    after = {
        "territory": territory.pk,
        "institution": institution.pk,
        "translations": {"en": {"title": "Plan of works"}},
    }
    subject = make_process().subject
    event = Event.objects.create(name="processes.process.updated", subject=subject, at=NOW, before={}, after=after)
    page = text_of(carla, f"{LIST}{event.pk}/change/")
    assert "<ins>Valle</ins>" in page
    assert "<ins>Obras</ins>" in page
    assert "<dt>Traducciones · en · título</dt>" in page
    assert "<ins>Plan of works</ins>" in page
    assert "processes.process.updated" not in page
    assert "<ins>Valle</ins>" in text_of(carla, reverse("admin:processes_process_history", args=[subject.process.pk]))


def test_what_an_act_of_the_admin_did_is_in_the_log(carla: Person) -> None:
    institution = make_institution(name="Obras")
    client = client_of(carla)
    path = reverse("admin:participation_institution_change", args=[institution.pk])
    form = client.get(path).context["adminform"].form
    sent = {name: form[name].value() or "" for name in form.fields}
    assert client.post(path, {**sent, "name": "Obras Públicas"}).status_code == 302
    page = text_of(carla, history(institution))
    assert "Cambiaron los datos de una institución" in page
    assert "<ins>Obras Públicas</ins>" in page


@pytest.mark.parametrize("rows", [1, 40])
def test_the_list_costs_the_same_with_many_rows(rows: int, carla: Person, django_assert_num_queries: Any) -> None:
    for n in range(rows):
        subject = make_process().subject
        Event.objects.create(name="processes.process.updated", subject=subject, actor=carla, at=NOW, after={"title": n})
    client = client_of(carla)
    client.get(LIST)
    with django_assert_num_queries(4):
        assert client.get(LIST).status_code == 200
