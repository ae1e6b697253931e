"""Working days: the legal clock."""

from datetime import date

from participation.workdays import after_working_days, is_working, statutory, working_days_left


def test_the_obligatory_days_of_rest():
    assert statutory(2026) == {
        date(2026, 1, 1),
        date(2026, 2, 2),
        date(2026, 3, 16),
        date(2026, 5, 1),
        date(2026, 9, 16),
        date(2026, 11, 16),
        date(2026, 12, 25),
    }
    assert date(2030, 10, 1) in statutory(2030)
    assert date(2026, 10, 1) not in statutory(2026)


def test_a_term_begins_on_the_working_day_after():
    assert after_working_days(date(2026, 11, 18), 1, ()) == date(2026, 11, 19)  # Wednesday to Thursday
    assert after_working_days(date(2026, 11, 20), 1, ()) == date(2026, 11, 23)  # Friday to Monday
    assert after_working_days(date(2026, 11, 21), 1, ()) == date(2026, 11, 24)  # Saturday counts as Monday
    assert after_working_days(date(2026, 11, 20), 20, ()) == date(2026, 12, 18)
    assert after_working_days(date(2026, 12, 10), 20, ()) == date(2027, 1, 11)  # over Christmas and New Year
    assert after_working_days(date(2026, 11, 20), 1, {date(2026, 11, 23)}) == date(2026, 11, 24)


def test_what_is_left_and_what_is_late():
    assert working_days_left(date(2026, 11, 20), date(2026, 11, 24), ()) == 2
    assert working_days_left(date(2026, 11, 20), date(2026, 11, 20), ()) == 0
    assert working_days_left(date(2026, 11, 24), date(2026, 11, 20), ()) == -2
    assert not is_working(date(2026, 11, 21), ())
