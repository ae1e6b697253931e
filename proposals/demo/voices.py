"""What the sample citizens say and do, and what the offices answer."""

import tomllib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from shapely.geometry import Point, shape

from participation.announcements.segments import takes_part
from participation.comments.actions import comment_on
from participation.evaluations.actions import answer_evaluation
from participation.follows.actions import follow
from participation.models import Comment, Evaluation, Organisation, Person, Subject, Territory
from participation.moderation.actions import decide, flag
from participation.responses.actions import draft_response, owe_response, publish_response, start_evaluation
from processes.models import Component
from proposals.actions import submit_proposal, support_proposal, withdraw_proposal
from proposals.demo.calls import Context
from proposals.demo.people import People
from proposals.demo.places import CITY, DATA
from proposals.models import Proposal

VOICES = {
    0: "Me gustó que contestaran una por una. Faltó avisar en la colonia antes de que cerrara.",
    3: "La respuesta se entiende. Ojalá ahora sí lo hagan.",
}


@dataclass(slots=True)
class Voices:
    """The people, the places and the dice: the same dice give the same city."""

    context: Context
    people: People
    places: dict[str, Territory]
    random: Random
    organisations: dict[str, tuple[Person, Organisation]] = field(default_factory=dict)

    def evaluate(self, about: Subject, at: datetime) -> None:
        """Let those who took part say how it was; most were content, and fewer felt heard."""
        evaluation = Evaluation.objects.get(about=about)
        people = Person.objects.filter(takes_part(about.pk)).order_by("pk")
        for number, person in enumerate(people):
            answer_evaluation(
                evaluation=evaluation,
                clear=("yes", "yes", "partly")[number % 3],
                heard=("partly", "yes")[number % 2],
                again="yes",
                by=person,
                at=at + timedelta(hours=number),
            )
            if number in VOICES:
                comment_on(subject=evaluation.subject, text=VOICES[number], by=person, at=at + timedelta(hours=number))

    def read(self, name: str) -> list[dict[str, Any]]:
        """Return the sample proposals of a file."""
        text = (DATA / "demo" / f"{name}.toml").read_text(encoding="utf-8")
        return tomllib.loads(text)["proposal"]  # type: ignore[no-any-return]

    def hold(
        self, component: Component, texts: list[dict[str, Any]], opens: datetime, closes: datetime
    ) -> list[Proposal]:
        """Let citizens propose, support and comment between two moments; return the proposals in the file's order."""
        made = []
        for number, text in enumerate(texts):
            at = opens + (closes - opens) * (number + 1) / (len(texts) + 2) * 0.8
            made.append(self._propose(component, text, number, at, closes))
        return made

    def _propose(
        self, component: Component, text: dict[str, Any], number: int, at: datetime, closes: datetime
    ) -> Proposal:
        place = self.places[text["place"]]
        neighbours = [person for person in self.people.citizens if self.people.homes[person.pk] == place]
        author = (neighbours or self.people.citizens)[number % len(neighbours or self.people.citizens)]
        longitude, latitude = self._point(place)
        named = self.organisations.get(text.get("organisation", ""))
        proposal = submit_proposal(
            component=component,
            title=text["title"],
            body=text["body"].strip(),
            by=named[0] if named else author,
            organisation=named[1] if named else None,
            at=at,
            tags=text["tags"],
            territory=place,
            latitude=latitude,
            longitude=longitude,
            is_sample=True,
            address=text.get("address") or ("" if place.name == CITY else place.name),
        )
        self._support(proposal, text["supports"], at, closes)
        self._discuss(proposal, text.get("comments", []), at, closes)
        return proposal

    def _point(self, place: Territory) -> tuple[float, float]:
        """Return a point inside a place."""
        outline = shape(place.outline)
        west, south, east, north = outline.bounds
        while True:
            point = Point(self.random.uniform(west, east), self.random.uniform(south, north))
            if outline.contains(point):
                return round(point.x, 5), round(point.y, 5)

    def _support(self, proposal: Proposal, count: int, at: datetime, closes: datetime) -> None:
        others = [person for person in self.people.citizens if person != proposal.author]
        for person in self.random.sample(others, min(count, len(others))):
            support_proposal(proposal=proposal, by=person, at=self._between(at, closes))

    def _discuss(self, proposal: Proposal, comments: list[dict[str, Any]], at: datetime, closes: datetime) -> None:
        for text in comments:
            if text.get("after_answer"):
                continue
            when = self._between(at, closes)
            comment = self._comment(proposal.subject, text["text"], text["stance"], when)
            for reply in text.get("replies", []):
                when = self._between(when, closes)
                comment_on(
                    subject=proposal.subject, text=reply, by=self._somebody(comment.author), at=when, parent=comment
                )

    def _comment(self, subject: Subject, text: str, stance: str, at: datetime) -> Comment:
        return comment_on(subject=subject, text=text, by=self._somebody(None), at=at, stance=stance)

    def _somebody(self, but: Person | None) -> Person:
        return self.random.choice([person for person in self.people.citizens if person != but])

    def _between(self, start: datetime, end: datetime) -> datetime:
        span = max((end - start).total_seconds() - 120, 60)
        return start + timedelta(seconds=60 + self.random.random() * (span - 60))

    # --- What officials do ---------------------------------------------------------------------------------------------

    def answer(self, proposal: Proposal, text: dict[str, Any], at: datetime, outcomes: dict[str, Subject]) -> None:
        """Take a proposal into evaluation, prepare its answer and publish it."""
        subject, by = proposal.subject, self.context.by
        office = self.context.offices[text["institution"]]
        owe_response(subject=subject, at=proposal.published_at or at, institution=office)
        start_evaluation(subject=subject, by=by, at=at - timedelta(days=20))
        draft_response(
            subject=subject,
            verdict=text["verdict"],
            reasons=text["reasons"].strip(),
            by=by,
            at=at - timedelta(days=2),
            reference=text["reference"].format(year=at.year),
            signer=text["signer"],
            cost_centavos=text.get("cost"),
            institution=office,
        )
        outcome = outcomes.get(text.get("outcome", ""))
        publish_response(
            subject=subject,
            by=by,
            at=at,
            outcome=outcome,
            explanation="Pasa al Plan Municipal de Desarrollo." if outcome else "",
        )

    def answer_all(
        self, proposals: list[Proposal], texts: list[dict[str, Any]], at: datetime, outcomes: dict[str, Subject]
    ) -> None:
        """Answer those that the file answers, and take into evaluation those that it says."""
        for number, (proposal, text) in enumerate(zip(proposals, texts, strict=True)):
            if "verdict" in text:
                answered_at = at + timedelta(hours=number)
                self.answer(proposal, text, answered_at, outcomes)
                for said in text.get("comments", []):
                    if said.get("after_answer"):
                        self._comment(proposal.subject, said["text"], said["stance"], answered_at + timedelta(days=3))
            elif text.get("evaluation"):
                start_evaluation(subject=proposal.subject, by=self.context.by, at=at)

    def withdraw(self, proposals: list[Proposal], texts: list[dict[str, Any]], at: datetime) -> None:
        """Let authors withdraw what the file says."""
        for proposal, text in zip(proposals, texts, strict=True):
            if text.get("withdrawn") and proposal.author is not None:
                withdraw_proposal(
                    proposal=proposal, by=proposal.author, at=at, reason="La escuela vieja ya tiene otro uso."
                )

    def moderate(self, proposals: list[Proposal], at: datetime) -> None:
        """One comment was reported and hidden; another report waits for the moderator."""
        bad = self._comment(
            proposals[3].subject,
            "El que propone esto es un ratero y vive en la calle 5, vayan por él.",
            "against",
            at - timedelta(days=3),
        )
        flag(
            subject=bad.subject,
            comment=bad,
            by=self._somebody(bad.author),
            reason="personal",
            at=at - timedelta(days=2),
            text="Dice dónde vive una persona.",
        )
        decide(
            subject=bad.subject,
            comment=bad,
            outcome="hide",
            by=self.people.moderator,
            at=at - timedelta(days=1),
            reason="Acusa sin pruebas y publica dónde vive una persona.",
        )
        advert = self._comment(
            proposals[5].subject,
            "Vendo material de construcción barato, mándame mensaje.",
            "neutral",
            at - timedelta(hours=5),
        )
        flag(
            subject=advert.subject,
            comment=advert,
            by=self._somebody(advert.author),
            reason="spam",
            at=at - timedelta(hours=3),
        )

    def follow_all(self, subjects: list[Subject], at: datetime) -> None:
        """Let some citizens, and the demo citizen, follow processes and proposals."""
        for subject in subjects:
            follow(subject=subject, by=self.people.citizen, at=at)
            for person in self.random.sample(self.people.citizens, 5):
                follow(subject=subject, by=person, at=at)

    def demo_citizen(self, plan: Component, proposals: list[Proposal], opens: datetime, closes: datetime) -> Proposal:
        """Give the account that visitors sign in with something of its own."""
        me = self.people.citizen
        for proposal in proposals[:4]:
            support_proposal(proposal=proposal, by=me, at=self._between(proposal.published_at or opens, closes))
        longitude, latitude = self._point(self.places["Los Sauces"])
        mine = submit_proposal(
            component=plan,
            by=me,
            at=opens + (closes - opens) * 0.7,
            is_sample=True,
            territory=self.places["Los Sauces"],
            title="Sombra y bancas en la parada de Los Sauces",
            tags=["espacio público", "transporte"],
            latitude=latitude,
            longitude=longitude,
            address="Parada de la ruta 3",
            body="En la parada no hay sombra y esperamos hasta cuarenta minutos. Pedimos un techo, dos bancas y el horario a "
            "la vista. Hay un mezquite junto que con una poda también ayudaría.",
        )
        self._support(mine, 9, mine.published_at or opens, closes)
        self._discuss(
            mine,
            [{"stance": "for", "text": "Mi abuelita se sienta en la banqueta a esperar. Sí hace falta."}],
            mine.published_at or opens,
            closes,
        )
        return mine
