"""The admin list of what is followed up: within one's scope, by the state of today, by office and words."""

import pytest
import time_machine

from participation.models import Person, Subject
from tests.factories import make_institution
from tests.participation.followup.worlds import TODAY, an_action
from tests.personas import NOW, client_of, official

pytestmark = pytest.mark.django_db
LIST = "/admin/participation/action/"


def test_it_is_found_by_state_office_and_words_within_ones_scope(carla: Person, ana: Person) -> None:
    parks, roads = make_institution("Parques"), make_institution("Obras")
    late = an_action(carla, due_on=TODAY, institution=parks)
    going = an_action(carla, institution=roads)
    Subject.objects.filter(pk=going.subject_id).update(title="Tapar baches")
    going.subject.title = "Tapar baches"
    rita = official("Rita", "reporter", parks.subject)
    with time_machine.travel(NOW.replace(year=NOW.year + 1), tick=False):

        def shown(person: Person, query: str = "") -> set[str]:
            page = client_of(person).get(f"{LIST}{query}")
            assert page.status_code == 200
            return {row.subject.title for row in page.context["cl"].result_list}

        both = {late.subject.title, going.subject.title}
        assert shown(carla) == both
        assert shown(rita) == {late.subject.title}
        assert shown(carla, "?estado=late") == both  # a year later nothing is on time
        assert shown(carla, "?estado=done") == set()
        assert shown(carla, f"?institucion={roads.pk}") == {going.subject.title}
        assert shown(carla, "?q=baches") == {going.subject.title}
        for strange in ("?estado=nada", "?institucion=9999999999999999999999"):
            assert shown(carla, strange) == both
        assert client_of(rita).get(f"{LIST}{going.pk}/change/").status_code == 302  # not hers: as if it were not
        assert client_of(carla).post(f"{LIST}{late.pk}/change/", {"responsible": "Otra"}).status_code == 403
        assert client_of(ana).get(LIST).status_code == 403
