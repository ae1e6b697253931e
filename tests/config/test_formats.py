"""Dates in the words of each language: Spanish without capitals and with its accents, on every page."""

from datetime import date, timedelta

import pytest
from django.utils.dateformat import format as written
from django.utils.formats import date_format
from django.utils.translation import override

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("lang", "short", "whole"),
    [
        ("es-mx", "lun mar mié jue vie sáb dom", "lunes martes miércoles jueves viernes sábado domingo"),
        ("en", "Mon Tue Wed Thu Fri Sat Sun", "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
    ],
)
def test_the_days_of_the_week(lang: str, short: str, whole: str) -> None:
    with override(lang):
        week = [MONDAY + timedelta(days=n) for n in range(7)]
        assert [written(day, "D") for day in week] == short.split()
        assert [written(day, "l") for day in week] == whole.split()


def test_months_and_whole_dates_in_spanish() -> None:
    with override("es-mx"):
        assert date_format(date(2026, 11, 28)) == "28 de noviembre de 2026"
        assert date_format(date(2026, 1, 4), "MONTH_DAY_FORMAT") == "4 de enero"
        assert date_format(date(2026, 9, 28), "SHORT_DATE_FORMAT") == "28 sep 2026"
