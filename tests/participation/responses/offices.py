"""Two departments with their people, and something that waits for an answer: the world of the tests of routing."""

from dataclasses import dataclass

from participation.models import Institution, Person, Response, Subject
from participation.responses.actions import owe_response, route_response
from participation.subjects.actions import create_subject
from tests.factories import make_call, make_proposal
from tests.personas import NOW, official


@dataclass
class Offices:
    """Obras (with a director and an analyst), Agua (with an analyst), a front desk, and one owed answer."""

    works: Institution
    water: Institution
    director: Person
    analyst: Person
    plumber: Person
    desk: Person
    subject: Subject

    @property
    def response(self) -> Response:
        return Response.objects.select_related("subject", "institution__subject").get(subject=self.subject)

    def route(self, to: Institution, **more) -> Response:
        return route_response(subject=self.subject, institution=to, by=self.desk, at=NOW, **more)


def office(name: str, parent: Institution | None = None) -> Institution:
    slug = name.lower()
    above = parent.subject if parent else None
    subject = create_subject(
        kind="institution", title=name, path=f"/instituciones/{slug}/", at=NOW, state="published", parent=above
    )
    return Institution.objects.create(subject=subject, slug=slug, name=name, parent=parent)


def make_offices() -> Offices:
    works, water = office("Obras"), office("Agua")
    proposal = make_proposal(make_call())
    owe_response(subject=proposal.subject, at=NOW)
    return Offices(
        works=works,
        water=water,
        director=official("Diana", "steward", works.subject),
        analyst=official("Andrés", "evaluator", works.subject),
        plumber=official("Paty", "evaluator", water.subject),
        desk=official("Olivia", "router"),
        subject=proposal.subject,
    )
