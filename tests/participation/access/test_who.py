"""The officials' field of who may take part: ordinary controls in, rules out, and back again as they stand."""

import pytest
from django import forms
from django.http import QueryDict
from django.utils import translation

from participation.access.who import WhoField, offer_choices
from participation.models import MethodSetting, Person, PersonGroup
from tests.factories import make_territory
from tests.personas import NOW

pytestmark = pytest.mark.django_db


class Settings(forms.Form):
    """A form with two such fields, as an activity has."""

    who_may_vote = WhoField(label="Votar")
    who_may_read = WhoField(label="Leer")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self)


@pytest.fixture
def council(carla: Person) -> PersonGroup:
    """A list that rules may name."""
    return PersonGroup.objects.create(name="Consejo", made_by=carla, made_at=NOW)


def sent(text: str) -> QueryDict:
    """Return a form as a browser sends it."""
    return QueryDict(text.replace("V_", "who_may_vote_"))


def test_every_control_becomes_a_rule_and_comes_back(council: PersonGroup):
    place = make_territory("Xalapa")
    rules = [
        {"kind": "verified", "methods": ["census", "counter"], "document": "curp"},
        {"kind": "territory", "territory": place.pk},
        {"kind": "age", "minimum": 16},
        {"kind": "group", "group": council.pk},
    ]
    form = Settings(
        sent(
            f"V_kind=registered&V_methods=counter&V_methods=census&V_document=curp"
            f"&V_territory={place.pk}&V_age=16&V_group={council.pk}"
        )
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"who_may_vote": rules, "who_may_read": []}
    again = Settings({"who_may_vote": rules, "who_may_read": []})  # as the acts check what is stored
    assert again.is_valid()
    assert again.cleaned_data["who_may_vote"] == rules
    shown = Settings(initial=form.cleaned_data).as_div()
    assert shown.count(" checked") == 2
    for chosen in (place.pk, council.pk, "curp"):
        assert f'<option value="{chosen}" selected>' in shown
    assert 'value="16"' in shown


@pytest.mark.parametrize(
    "text",
    [
        "V_methods=by-pigeon",
        "V_methods=<script>",
        "V_document=channel",
        "V_document=%00",
        "V_territory=999999",
        "V_territory=x",
        f"V_territory={10**30}",
        "V_age=0",
        "V_age=121",
        "V_age=dieciseis",
        "V_group=999999",
        "V_group=-1",
        f"V_group={2**63}",
        "V_group=%00",
    ],
)
def test_what_no_rule_can_be_is_refused(text: str):
    form = Settings(sent(text))
    assert not form.is_valid()
    assert list(form.errors) == ["who_may_vote"]
    assert "<script>" not in form.as_div()


def test_what_is_no_longer_offered_stays_until_somebody_takes_it_off(council: PersonGroup):
    place = make_territory("Lejos", is_active=False)
    PersonGroup.objects.update(is_offered=False)
    rules = [{"kind": "territory", "territory": place.pk}, {"kind": "group", "group": council.pk}]
    fresh, shown = Settings().as_div(), Settings(initial={"who_may_vote": rules}).as_div()
    assert "Consejo" not in fresh
    assert 'name="who_may_vote_group"' not in fresh  # no list is offered: no control for lists
    assert f'<option value="{council.pk}" selected>Consejo' in shown
    assert f'<option value="{place.pk}" selected>Lejos' in shown


def test_closed_ways_say_so_and_every_control_has_its_words(django_assert_num_queries):
    translation.activate("es-mx")
    MethodSetting.objects.create(name="counter", enabled=False)
    with django_assert_num_queries(4):  # places, lists, ways, providers: once for both fields
        form = Settings()
    shown = form.as_div()
    assert "en persona (no se ofrece ahora)" in shown
    assert '<label class="az-who-label" for="id_who_may_vote_4">Edad mínima</label>' in shown
    assert 'aria-labelledby="id_who_may_vote_1_label"' in shown
