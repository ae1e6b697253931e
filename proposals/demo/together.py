"""What the sample citizens write together: a proposal signed by two, an invitation that waits, changes to texts."""

from datetime import datetime, timedelta

from participation.invitations.actions import accept_invitation, invite_person
from participation.joins.actions import join_subject
from participation.models import Person
from proposals.actions import save_draft, start_draft
from proposals.amendments.actions import accept_amendment, decline_amendment, propose_amendment
from proposals.amendments.passages import paragraphs
from proposals.content import content
from proposals.demo.voices import Voices
from proposals.inviting import NAME
from proposals.models import Amendment, Proposal


def write_together(voices: Voices, made: list[Proposal], mine: Proposal, at: datetime) -> None:
    """Let neighbours sign, invite and propose changes, to the demonstration's citizen too."""
    me, crowd = voices.people.citizen, voices.people.citizens
    _sign(mine, crowd[5], (mine.published_at or at) + timedelta(minutes=20))
    _invite_with_a_draft(mine, crowd[6], me, at)
    _accepted(made[0], crowd, at)
    waiting = _change(
        Proposal.objects.get(pk=mine.pk),
        0,
        ("esperamos hasta cuarenta minutos", "esperamos hasta cuarenta minutos, y de noche no hay luz"),
        "Decir que de noche no hay luz",
        "Salgo a las diez y la parada está a oscuras. Si se pone techo, que se ponga también un foco.",
        by=crowd[8],
        at=at - timedelta(hours=5),
    )
    join_subject(subject=waiting.subject, by=crowd[9], at=at - timedelta(hours=3))
    join_subject(subject=waiting.subject, by=crowd[10], at=at - timedelta(hours=2))


def _sign(proposal: Proposal, person: Person, at: datetime) -> None:
    author = proposal.author
    assert author is not None
    invitation = invite_person(subject=proposal.subject, purpose=NAME, by=author, at=at, person=person)
    accept_invitation(invitation=invitation, by=person, at=at + timedelta(minutes=10))


def _invite_with_a_draft(beside: Proposal, author: Person, me: Person, at: datetime) -> None:
    """Leave an invitation that waits for the demonstration's citizen: a draft, so that it can be accepted."""
    begun = at - timedelta(hours=4)
    draft = start_draft(component=beside.component, by=author, at=begun, is_sample=True)
    text = content(
        title="Un corredor de sombra entre la escuela y el mercado",
        body="Son cuatro calles sin un árbol. Proponemos plantar mezquites y guamúchiles, uno cada ocho metros, y que cada "
        "cuadra cuide los suyos el primer año.",
    )
    save_draft(proposal=draft, content=text, by=author, at=begun)
    invite_person(subject=draft.subject, purpose=NAME, by=author, at=begun, person=me)


def _accepted(proposal: Proposal, crowd: list[Person], at: datetime) -> None:
    """Have one change accepted, and another not."""
    author = proposal.author
    assert author is not None
    proposers = [person for person in crowd if person.pk != author.pk]
    first = _change(
        proposal,
        1,
        ("empezando por la primaria de Piedra Blanca", "empezando por las escuelas que hoy reciben agua dos días"),
        "Empezar por las escuelas con menos agua",
        "La de Piedra Blanca recibe agua tres días. Hay otras dos que están peor.",
        by=proposers[11],
        at=at - timedelta(days=2),
    )
    join_subject(subject=first.subject, by=proposers[12], at=at - timedelta(days=1, hours=20))
    accept_amendment(amendment=first, by=author, at=at - timedelta(days=1))
    second = _change(
        Proposal.objects.get(pk=proposal.pk),
        0,
        ("Los techos son grandes", "Los techos son de lámina y son grandes"),
        "Decir de qué son los techos",
        "De la lámina sale más limpia que de la loza, y eso cambia el filtro.",
        by=proposers[13],
        at=at - timedelta(hours=20),
    )
    decline_amendment(
        amendment=second,
        reason="Dos de las tres escuelas tienen loza. Lo dejamos para cuando se haga el proyecto.",
        by=author,
        at=at - timedelta(hours=8),
    )


def _change(
    proposal: Proposal, position: int, words: tuple[str, str], title: str, reason: str, *, by: Person, at: datetime
) -> Amendment:
    passage = paragraphs(proposal.body)[position]
    return propose_amendment(
        proposal=proposal,
        position=position,
        passage=passage,
        title=title,
        wording=passage.replace(*words),
        reason=reason,
        by=by,
        at=at,
        is_sample=True,
    )
