"""A whole new version from a file, which passage is which in it, and suggestions in the name of an organisation."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from participation.access.verdict import ActDenied
from participation.models import Person
from participation.organisations.actions import approve_organisation, register_organisation
from processes.models import Suggestion
from processes.texts.actions.suggesting import Said, answer_suggestions, suggest
from processes.texts.matching import matched
from processes.texts.pieces import Piece
from tests.personas import NOW, client_of
from tests.processes.texts.manifesto import WORDS, make_text, passage, read, say

pytestmark = pytest.mark.django_db


def test_a_suggestion_in_the_name_of_an_organisation(carla: Person, ana: Person, bruno: Person, clock: object) -> None:
    """Everybody reads the organisation's name and not the person's; who does not represent it is refused."""
    text = make_text(carla)
    asked = register_organisation(
        by=ana, at=NOW, name="Ríos vivos", kind="association", sector="ríos", description="Medimos el agua.",
        contact="hola@rios.example.org", role="coordinadora",
    )  # fmt: skip
    rios = approve_organisation(organisation=asked, by=carla, at=NOW)
    row = passage(text)
    given = {"kind": "remark", "before": row.words, "reason": "Falta nombrar a los ríos.", "act_id": str(uuid.uuid4())}
    path = f"/textos/{text.pk}/parte/2/sugerir/"
    assert "¿A nombre de quién?" in client_of(ana).get(path).content.decode()
    assert "¿A nombre de quién?" not in client_of(bruno).get(path).content.decode()
    client_of(bruno).post(path, {**given, "organisation": str(rios.pk)})
    assert not Suggestion.objects.filter(organisation=rios).exists()
    client_of(ana).post(path, {**given, "organisation": str(rios.pk)})
    made = Suggestion.objects.get(organisation=rios)
    page = Client().get(made.get_absolute_url()).content.decode()
    assert ("Ríos vivos" in page, "De Ana" in page) == (True, False)
    told = Client().get("/api/v1/suggestions/").json()["results"]
    assert [each["organisation"] for each in told if each["id"] == made.pk] == [rios.pk]
    with pytest.raises(ActDenied):
        suggest(passage=row, given=Said("remark", row.words, "Otra cosa."), by=bruno, at=NOW, organisation=rios)
    assert made.subject_id in Suggestion.objects.filter(organisation=rios).values_list("subject", flat=True)


@pytest.mark.parametrize(
    ("after", "keys"),
    [
        (["Uno dos tres", "Cuatro cinco seis"], [1, 2]),
        (["Cuatro cinco seis", "Uno dos tres"], [2, 1]),
        (["Uno dos tres y más", "Nuevo", "Cuatro cinco seis"], [1, 0, 2]),
        (["Cuatro cinco otro"], [2]),
        ([], []),
    ],
)
def test_which_passage_is_which(after: list[str], keys: list[int]) -> None:
    """The same words, the same words elsewhere, most of the words; what is new has no key."""
    before = [Piece("paragraph", 0, "Uno dos tres", 1), Piece("paragraph", 0, "Cuatro cinco seis", 2)]
    found = matched(before, [Piece("paragraph", 0, words) for words in after])
    assert [each.key for each in found] == keys


def test_a_whole_new_version_from_a_file(carla: Person, ana: Person, clock: object) -> None:
    """What changes is shown first; passages that stay keep their keys, and what was accepted is taken in."""
    text = make_text(carla)
    row = say(text, ana)
    given = {"verdict": "accepted", "reasons": "Es cierto.", "by": carla, "at": NOW}
    answer_suggestions(text=text, suggestions=[row], **given)
    browser, path = client_of(carla), f"/mesa/textos/{text.pk}/version/archivo/"
    whole = WORDS.replace("quienes la habitan", "quienes la habitan y la trabajan").replace(
        "- Los contratos", "- Todos los contratos"
    )
    upload = SimpleUploadedFile("texto.md", f"{whole}\n\nArtículo 2. Nadie paga por ver.\n".encode())
    seen = browser.post(path, {"file": upload, "seen": 1, "note": "Del taller"}).content.decode()
    assert ("Párrafo nuevo" in seen, "3 partes cambian" in seen) == (True, True)
    assert f'value="{row.pk}" class="form-check-input" id="id_takes_0" checked' in seen
    assert read(text).current.number == 1
    given = {
        "text": f"{whole}\n\nArtículo 2. Nadie paga por ver.\n",
        "seen": 1,
        "note": "Del taller",
        "takes": [row.pk],
    }
    assert browser.post(path, {**given, "publish": "1"}).status_code == 302
    now = read(text)
    assert now.current.number == 2
    assert [each["key"] for each in now.current.passages] == [1, 2, 3, 4, 5, 6]
    assert Suggestion.objects.get(pk=row.pk).taken_in == now.current
    assert browser.post(path, {**given, "publish": "1"}).status_code == 422
    assert client_of(ana).post(path, {**given, "publish": "1"}).status_code == 403
