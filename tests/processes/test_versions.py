"""What a public process says of itself is kept in versions, which anybody may compare."""

from datetime import timedelta

from django.test import Client

from participation.models import Person, Version
from processes import actions
from tests.personas import NOW, client_of
from tests.processes.test_acts import make_ready


def texts(process) -> list[tuple[int, str]]:
    return [
        (v.number, v.data["what_is_decided"])
        for v in Version.objects.filter(subject=process.subject).order_by("number")
    ]


def test_versions_begin_when_a_process_is_published(carla: Person):
    process, _component, _phase = make_ready(carla)
    actions.update_process(process=process, by=carla, at=NOW, what_is_decided="Otro plan")
    assert texts(process) == []
    actions.publish_process(process=process, by=carla, at=NOW, accept_warnings=True)
    actions.update_process(process=process, by=carla, at=NOW, contact_name="Carla")  # no text of the public's
    actions.update_process(process=process, by=carla, at=NOW + timedelta(1), what_is_decided="El plan y sus obras")
    assert texts(process) == [(1, "Otro plan"), (2, "El plan y sus obras")]


def test_anybody_reads_what_changed(carla: Person, client: Client):
    process, _component, _phase = make_ready(carla)
    actions.publish_process(process=process, by=carla, at=NOW, accept_warnings=True)
    actions.update_process(process=process, by=carla, at=NOW, what_is_decided="El plan y sus <b>obras</b>")
    address = f"/temas/{process.subject_id}/cambios/"
    assert address in client.get(process.subject.path).content.decode()
    page = client.get(address).content.decode()
    assert "Qué se decide" in page
    assert "y sus &lt;b&gt;obras&lt;/b&gt;" in page
    assert "<b>obras" not in page


def test_the_history_of_a_draft_is_its_officials(carla: Person, bruno: Person, client: Client):
    process, _component, _phase = make_ready(carla)
    address = f"/temas/{process.subject_id}/cambios/"
    assert client.get(address).status_code == 404
    assert client_of(bruno).get(address).status_code == 404
    assert client_of(carla).get(address).status_code == 200
