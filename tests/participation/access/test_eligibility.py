"""Who may take part: one table of rules and people, and the words of each rule."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from participation.access.eligibility import Method, age_on, check, check_many, clean_rules, describe, register_method
from participation.models import Conflict, Identity, Person, PersonGroup, PersonGroupMember, Verification
from tests.factories import make_territory
from tests.personas import NOW, make_person

pytestmark = pytest.mark.django_db
VERIFIED, REGISTERED, ANYONE = [{"kind": "verified"}], [{"kind": "registered"}], [{"kind": "anyone"}]


@pytest.fixture(autouse=True)
def _spanish() -> None:
    translation.activate("es-mx")


@pytest.fixture
def places() -> dict:
    state = make_territory("Veracruz", level="state")
    city = make_territory("Xalapa", level="municipality", parent=state)
    return {
        "state": state,
        "city": city,
        "quarter": make_territory("Centro", parent=city),
        "other": make_territory("Puebla", level="state"),
    }


@pytest.fixture
def people(places: dict) -> dict:
    def verified(name: str, birth: date | None, place: object) -> Person:
        person = make_person(name)
        Verification.objects.create(
            person=person,
            method="counter",
            identity_hash=name.ljust(64, "x"),
            birth_date=birth,
            territory=place,
            at=NOW,
        )
        return person

    revoked = verified("Rita", date(1980, 1, 1), places["quarter"])
    Verification.objects.filter(person=revoked).update(revoked_at=NOW, revoked_reason="x")
    return {
        "stranger": None,
        "registered": make_person("Regina"),
        "closed": make_person("Cerrada", is_active=False),
        "adult": verified("Ada", date(1990, 5, 1), places["quarter"]),
        "fifteen": verified("Quique", date(2010, 11, 22), places["quarter"]),
        "sixteen": verified("Diego", date(2010, 11, 21), places["quarter"]),
        "ageless": verified("Agustina", None, None),
        "revoked": revoked,
    }


@pytest.fixture
def council(people: dict) -> PersonGroup:
    """A list on which Ada took a place."""
    group = PersonGroup.objects.create(name="Consejo", made_by=people["adult"], made_at=NOW)
    PersonGroupMember.objects.create(
        group=group, kind="code", digest="a" * 64, added_at=NOW, person=people["adult"], taken_at=NOW
    )
    return group


TABLE = [
    (ANYONE, {"stranger": True, "registered": True, "closed": True, "adult": True}),
    ([], {"stranger": "not_signed_in", "registered": True, "closed": "account_closed", "adult": True, "revoked": True}),
    (REGISTERED, {"stranger": "not_signed_in", "registered": True, "closed": "account_closed", "adult": True}),
    (
        VERIFIED,
        {
            "stranger": "not_signed_in",
            "registered": "not_verified",
            "adult": True,
            "ageless": True,
            "revoked": "not_verified",
        },
    ),
    (
        [{"kind": "age", "minimum": 16}],
        {"registered": "age_unknown", "ageless": "age_unknown", "fifteen": "too_young", "sixteen": True, "adult": True},
    ),
    (
        [{"kind": "territory", "territory": "quarter"}],
        {"registered": "residence_unknown", "ageless": "residence_unknown", "adult": True},
    ),
    ([{"kind": "territory", "territory": "city"}], {"adult": True}),
    ([{"kind": "territory", "territory": "state"}], {"adult": True}),
    ([{"kind": "territory", "territory": "other"}], {"adult": "elsewhere"}),
    ([{"kind": "territory", "territory": 10**30}], {"adult": "elsewhere"}),
    ([{"kind": "territory"}], {"adult": "elsewhere"}),
    (
        [*VERIFIED, {"kind": "age", "minimum": 18}, {"kind": "territory", "territory": "city"}],
        {"stranger": "not_signed_in", "registered": "not_verified", "sixteen": "too_young", "adult": True},
    ),
    ([{"kind": "by-post"}], {"stranger": "not_signed_in", "adult": "rule_unknown"}),
    ([{"kind": "verified", "methods": ["counter"]}], {"registered": "not_verified", "adult": True}),
    (
        [{"kind": "verified", "methods": ["census", "channel"]}],
        {"registered": "not_verified", "adult": "method_missing"},
    ),
    ([{"kind": "verified", "methods": ["census", "counter"]}], {"adult": True, "revoked": "not_verified"}),
    ([{"kind": "verified", "document": "curp"}], {"registered": "not_verified", "adult": "document_missing"}),
    ([{"kind": "verified", "document": ["curp"]}], {"adult": "document_missing"}),
    ([{"kind": "age", "minimum": "16"}], {"adult": "too_young"}),
    ([{"kind": "group", "group": 10**30}], {"stranger": "not_signed_in", "adult": "not_listed"}),
    ([{"kind": "group"}], {"adult": "not_listed"}),
    (
        [{"kind": "anyone"}, {"kind": "verified"}],
        {"stranger": "not_signed_in", "registered": "not_verified", "adult": True},
    ),
]


@pytest.mark.parametrize(("rules", "expected"), TABLE)
def test_the_table(rules: list, expected: dict, people: dict, places: dict):
    rules = [
        {**rule, "territory": getattr(places.get(rule["territory"]), "pk", rule["territory"])}
        if "territory" in rule
        else rule
        for rule in rules
    ]
    for name, outcome in expected.items():
        verdict = check(rules, people[name], at=NOW)
        assert (True if verdict else verdict.code) == outcome, name


def test_reasons_say_where_to_go(people: dict, places: dict):
    verdict = check([{"kind": "territory", "territory": places["city"].pk}], people["registered"], at=NOW)
    assert str(verdict.remedy.label) == "Verifica tu residencia"
    assert verdict.remedy.path == "/cuenta/verificacion/"
    verdict = check([{"kind": "territory", "territory": places["other"].pk}], people["adult"], at=NOW)
    assert str(verdict.message) == "Esto es para personas que viven en Puebla."


@pytest.mark.parametrize(
    "rules",
    [
        None,
        {},
        "verified",
        [1],
        ["verified"],
        [{}],
        [{"kind": None}],
        [{"kind": []}],
        [{"kind": "nothing"}],
        [{"kind": "verified"}, {"kind": "verified"}],
        [{"kind": "age"}],
        [{"kind": "age", "minimum": "16"}],
        [{"kind": "age", "minimum": 0}],
        [{"kind": "age", "minimum": 121}],
        [{"kind": "age", "minimum": True}],
        [{"kind": "territory"}],
        [{"kind": "territory", "territory": 0}],
        [{"kind": "territory", "territory": 10**30}],
        [{"kind": "territory", "territory": "5"}],
        [{"kind": "verified", "methods": ["by-pigeon"]}],
        [{"kind": "verified", "methods": "counter"}],
        [{"kind": "verified", "methods": [1]}],
        [{"kind": "verified", "document": "channel"}],
        [{"kind": "verified", "document": ["curp"]}],
        [{"kind": "group"}],
        [{"kind": "group", "group": True}],
        [{"kind": "group", "group": 10**30}],
        [{"kind": "group", "group": 999_999}],
    ],
)
def test_broken_rules_are_refused(rules):
    with pytest.raises(ValidationError):
        clean_rules(rules)


def test_clean_rules_drop_what_is_not_theirs(places: dict):
    pk = places["city"].pk
    given = [
        {"kind": "verified", "x": 1},
        {"kind": "age", "minimum": 16, "y": 2},
        {"kind": "territory", "territory": pk},
    ]
    assert clean_rules(given) == [
        {"kind": "verified"},
        {"kind": "age", "minimum": 16},
        {"kind": "territory", "territory": pk},
    ]
    assert clean_rules([]) == []


def test_described_in_plain_words(places: dict):
    assert describe([]) == ["Cualquier persona con cuenta"]
    assert describe(ANYONE) == ["Cualquier persona"]
    assert describe(
        [*VERIFIED, {"kind": "age", "minimum": 16}, {"kind": "territory", "territory": places["city"].pk}]
    ) == ["Personas que verificaron su identidad", "Personas de 16 años o más", "Personas que viven en Xalapa"]


def test_age_follows_the_local_day():
    birth = date(2010, 11, 22)
    assert age_on(birth, datetime(2026, 11, 22, 5, 59, tzinfo=UTC)) == 15
    assert age_on(birth, datetime(2026, 11, 22, 6, 0, tzinfo=UTC)) == 16
    assert age_on(date(2008, 2, 29), datetime(2026, 2, 28, 18, tzinfo=UTC)) == 17
    assert age_on(date(2008, 2, 29), datetime(2026, 3, 1, 18, tzinfo=UTC)) == 18


def test_a_name_is_registered_once():
    with pytest.raises(ValueError, match="twice"):
        register_method(Method("verified", "x", check, clean_rules, describe))


def test_a_list_lets_in_whoever_took_a_place(people: dict, council: PersonGroup):
    rules = [{"kind": "group", "group": council.pk}]
    assert clean_rules([{**rules[0], "x": 1}]) == rules
    assert check(rules, people["adult"], at=NOW)
    verdict = check(rules, people["registered"], at=NOW)
    assert (verdict.code, str(verdict.message)) == ("not_listed", "Esto es para personas de la lista «Consejo».")
    assert (str(verdict.remedy.label), verdict.remedy.path) == ("Estoy en la lista", f"/cuenta/listas/{council.pk}/")
    assert describe(rules) == ["Personas de la lista «Consejo»"]


def test_ways_to_verify_are_named(people: dict):
    rules = [{"kind": "verified", "methods": ["channel", "census"]}]
    assert clean_rules(rules) == [{"kind": "verified", "methods": ["census", "channel"]}]
    assert clean_rules([{"kind": "verified", "methods": []}]) == VERIFIED
    verdict = check([{"kind": "verified", "methods": ["counter"]}], people["registered"], at=NOW)
    assert str(verdict.message) == "Para esto, verifica tu identidad. Se hace una sola vez."
    Verification.objects.filter(person=people["adult"]).update(method="channel", confirmed={"channel": None})
    verdict = check([{"kind": "verified", "methods": ["counter"]}], people["adult"], at=NOW)
    assert str(verdict.message) == "Para esto, confirma tu identidad de esta forma: en persona. Se hace una sola vez."
    assert describe([{"kind": "verified", "methods": ["counter"]}]) == [
        "Personas que verificaron su identidad de esta forma: en persona"
    ]


def test_what_waits_with_officials_is_said(people: dict):
    Conflict.objects.create(
        kind="taken", person=people["registered"], identity=Identity.objects.create(at=NOW), method="x", opened_at=NOW
    )
    for rules in (VERIFIED, [{"kind": "age", "minimum": 16}], [{"kind": "territory", "territory": 1}]):
        verdict = check(rules, people["registered"], at=NOW)
        assert verdict.code == "verification_in_review"
        assert (str(verdict.remedy.label), verdict.remedy.path) == ("Ver cómo va", "/cuenta/verificacion/")


def test_twenty_acts_of_a_page_cost_two_queries(
    django_assert_num_queries, people: dict, places: dict, council: PersonGroup
):
    """The twenty differ in place, age and list; each verdict is the one that the act alone would get."""
    other = PersonGroup.objects.create(name="Comité", made_by=people["adult"], made_at=NOW)
    kinds = [
        [],
        ANYONE,
        VERIFIED,
        *([{"kind": "territory", "territory": places[name].pk}] for name in ("city", "other", "state")),
        *([*VERIFIED, {"kind": "age", "minimum": age}] for age in (16, 18, 40)),
        [{"kind": "group", "group": council.pk}],
        [{"kind": "group", "group": other.pk}],
        [{"kind": "verified", "methods": ["census"]}],
    ]
    acts = [kinds[n % len(kinds)] for n in range(20)]
    for name, queries in (("adult", 2), ("registered", 2), ("stranger", 0)):
        with django_assert_num_queries(queries):
            many = check_many(acts, people[name], at=NOW)
        assert many == [check(rules, people[name], at=NOW) for rules in acts], name
    with django_assert_num_queries(1):
        assert all(check_many([VERIFIED, [{"kind": "group", "group": council.pk}]] * 10, people["adult"], at=NOW))
    assert check_many([], people["adult"], at=NOW) == []


def test_one_query_for_all_rules(django_assert_num_queries, people: dict):
    with django_assert_num_queries(1):
        check([*VERIFIED, {"kind": "age", "minimum": 18}], people["adult"], at=NOW)
    with django_assert_num_queries(0):
        check(REGISTERED, people["adult"], at=NOW)
