"""The 25 aspects of the AIDH ranking of municipal portals (2016): what the platform knows of itself, and the rest."""

from datetime import timedelta

from django.utils.translation import gettext as _

from commitments.standards.checks import Check, by_hand, check, day
from commitments.standards.facts import HALF, Facts

MONTH, WEEK, WARNED = timedelta(days=30), timedelta(days=7), timedelta(days=150)
COLLECTIONS = 5


def aidh_checks(facts: Facts) -> list[Check]:
    """Return the aspects in the order in which the study describes them; the numbers are ours."""
    return sorted([*_data(facts), *_participation(facts), *_by_hand()], key=lambda one: int(one.code))


def _data(facts: Facts) -> list[Check]:
    last, data = facts.last_event_on, (_("Open data"), "/datos/")
    latest = _("The latest public change was: %(day)s.") % {"day": day(last)}
    some = _("%(n)s datasets are published.") % {"n": facts.datasets}
    formats = _("All as CSV, JSON Lines and through the API, without an account.")
    return [
        check("1", _("It has a section of open data"), facts.datasets > 0, some, data),
        check("2", _("It is one press from the home page"), True, _("The foot of every page leads there."), data),
        check(
            "5",
            _("The section was updated in the last six months"),
            last is not None and facts.today - last <= HALF,
            latest,
            data,
            deadline=last + WARNED if last else None,
        ),
        check(
            "6",
            _("Something in it is less than a month old"),
            last is not None and facts.today - last <= MONTH,
            latest,
            data,
            deadline=last + MONTH if last else None,
        ),
        check("7", _("It has five collections or more"), facts.datasets >= COLLECTIONS, some, data),
        check(
            "9",
            _("It can be searched and filtered"),
            True,
            _("Every dataset takes filters, on its page and in the API."),
            (_("The API"), "/datos/api/"),
        ),
        check(
            "12",
            _("It serves to decide"),
            facts.reuses > 0,
            _("%(n)s uses of the data are in the gallery.") % {"n": facts.reuses},
            (_("Uses of the data"), "/datos/usos/"),
        ),
        check("13", _("It can be taken away"), facts.datasets > 0, formats, data),
        check("14", _("Its formats can be read by programs"), facts.datasets > 0, formats, data),
        check(
            "15",
            _("It says what each column means"),
            facts.datasets > 0,
            _("Every dataset has its dictionary of columns."),
            data,
        ),
    ]


def _participation(facts: Facts) -> list[Check]:
    answer = facts.last_answer_on
    return [
        check(
            "3",
            _("Citizens can speak with the authority"),
            True,
            _("Questions are asked in public, and an answer is owed by a day."),
            (_("Questions to the government"), "/preguntas/"),
        ),
        check(
            "16",
            _("It tells of the mechanisms of participation"),
            facts.mechanisms > 0,
            _("%(n)s mechanisms are explained.") % {"n": facts.mechanisms},
            (_("Mechanisms of the law"), "/mecanismos/"),
        ),
        check(
            "17",
            _("It gives a telephone or address for taking part"),
            facts.institution_contact,
            _("The page of the institution says it.")
            if facts.institution_contact
            else _("The institution gives none."),
            (_("The institution"), facts.institution_path),
        ),
        check(
            "18",
            _("Citizens can send information"),
            facts.sent_lately > 0,
            _("%(n)s contributions of people came in within the process.") % {"n": facts.sent_lately},
            (_("The process"), facts.process_path),
        ),
        check(
            "19",
            _("Citizens evaluate the government"),
            facts.evaluations > 0,
            _("%(n)s evaluations by those who took part have results.") % {"n": facts.evaluations},
        ),
        check(
            "22",
            _("An official answered a citizen in the last week"),
            answer is not None and facts.today - answer <= WEEK,
            _("The latest answer was published: %(day)s.") % {"day": day(answer)},
            (_("The process"), facts.process_path),
            deadline=answer + WEEK if answer else None,
        ),
    ]


def _by_hand() -> list[Check]:
    return [
        by_hand("4", _("The way to speak with the authority is on the home page")),
        by_hand("8", _("Its data stand by theme and subtheme")),
        by_hand("10", _("Its words are plain")),
        by_hand("11", _("It can be read on any device")),
        by_hand("20", _("Its account in a social network is active")),
        by_hand("21", _("That account was updated in the last week")),
        by_hand("23", _("The mayor has an active account")),
        by_hand("24", _("It has a channel of videos")),
        by_hand("25", _("It has an app for telephones")),
    ]
