"""What the demonstration's government tells of itself: news of the plan, the public agenda, a team in the field."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from participation.access.field.actions import open_field_account
from participation.agenda.actions import publish_meeting
from participation.models import Institution, Person
from processes.actions import publish_news, write_news
from processes.models import Process

NEWS: tuple[dict[str, Any], ...] = (
    {
        "title": "Cómo participar en el plan, paso a paso",
        "body": (
            "<p>Propón desde tu celular o en la biblioteca municipal, de lunes a viernes. Si ya hay una propuesta como la"
            " tuya, respáldala: así pesa más.</p>"
        ),
        "is_neutral": True,
        "translations": {
            "en": {
                "title": "How to take part in the plan, step by step",
                "body": (
                    "<p>Make a proposal from your phone or at the municipal library, Monday to Friday. If there is one"
                    " like yours, support it: so it weighs more.</p>"
                ),
            }
        },
    },
    {
        "title": "Van tres mesas de trabajo en las localidades",
        "body": "<p>Lo que se habló en cada mesa se sube a la plataforma en la semana siguiente.</p>",
        "translations": {
            "en": {
                "title": "Three working tables were held in the villages",
                "body": "<p>What was said at each table goes up on the platform in the week after.</p>",
            }
        },
    },
)
MEETINGS: tuple[tuple[str, int, dict[str, Any]], ...] = (
    (
        "movilidad",
        3,
        {
            "office": "Dirección de Movilidad",
            "holder": "Ernesto Villaseñor",
            "counterpart": "Comité de vecinas y vecinos del centro",
            "topic": "Banquetas de la calle principal",
            "place": "Palacio municipal, sala 2",
            "translations": {"en": {"topic": "Pavements of the main street"}},
        },
    ),
    (
        "planeacion",
        6,
        {
            "office": "Dirección de Planeación",
            "counterpart": "Colegio de arquitectas y arquitectos",
            "topic": "Cómo se van a ordenar las propuestas del plan",
            "place": "Biblioteca municipal",
            "translations": {"en": {"topic": "How the proposals for the plan will be sorted"}},
        },
    ),
    (
        "movilidad",
        -5,
        {
            "office": "Dirección de Movilidad",
            "holder": "Ernesto Villaseñor",
            "counterpart": "Empresa de autobuses",
            "topic": "Paradas de la ruta 4",
            "place": "Palacio municipal, sala 2",
            "outcome": "La empresa entrega en un mes una propuesta de paradas. Se publicará aquí.",
            "translations": {
                "en": {
                    "topic": "Stops of route 4",
                    "outcome": "The company hands in a proposal of stops within a month. It will be published here.",
                }
            },
        },
    ),
)
TEAM = (("Rosario Luna", "Biblioteca municipal"), ("Iván Cruz", "Feria del domingo"))


def tell_doings(*, plan: Process, offices: Mapping[str, Institution], by: Person, at: datetime) -> list[Person]:
    """Publish news and meetings, make two field accounts for this week, and return whose they are."""
    for number, texts in enumerate(NEWS):
        written = at - timedelta(days=6 - 3 * number)
        news = write_news(process=plan, **texts, by=by, at=written)
        publish_news(news=news, by=by, at=written, accept_electoral=True)
    for office, days, texts in MEETINGS:
        starts = (at + timedelta(days=days)).replace(hour=17, minute=0, second=0, microsecond=0)
        publish_meeting(
            institution=offices[office],
            **texts,
            starts_at=starts,
            ends_at=starts + timedelta(hours=1),
            by=by,
            at=at - timedelta(days=8),
            is_sample=True,
        )
    today = localdate(at)
    cards = [
        open_field_account(
            name=name, place=place, starts_on=today, ends_on=today + timedelta(days=6), by=by, at=at, is_sample=True
        )
        for name, place in TEAM
    ]
    return [card.account.person for card in cards]
