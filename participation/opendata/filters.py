"""Filters of datasets: the same names mean the same on the page, in the API and in the files."""

from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from participation.opendata.registry import Dataset

BIGGEST = 2**63 - 1
YES_OR_NO = frozenset({"", "true", "false", "1", "0"})
PAGING = frozenset({"after", "before", "limit", "order"})


class BadParameters(BadRequest):
    """Query parameters that cannot be read or are not known; carries one (name, code, message) for each."""

    def __init__(self, errors: Iterable[tuple[str, str, str]]) -> None:
        self.errors = list(errors)
        super().__init__(", ".join(name for name, _code, _message in self.errors))


class IdField(forms.IntegerField):
    """A whole number that a key can hold."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=BIGGEST, **kwargs)


class IdFilter(django_filters.Filter):
    """Filters by the key of a related row; too big or not a number is a clear error."""

    field_class = IdField


class MomentField(django_filters.fields.IsoDateTimeField):
    """A moment in universal time: PostgreSQL does not take every offset that ISO 8601 can write."""

    def clean(self, value: Any) -> datetime | None:
        """Return the moment. Raises ValidationError, also for one outside of the years that a date can have."""
        moment = super().clean(value)
        try:
            return moment.astimezone(UTC) if moment is not None else None
        except (OverflowError, ValueError) as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error


class MomentFilter(django_filters.IsoDateTimeFilter):
    """Filters by a moment in ISO 8601."""

    field_class = MomentField


class DayField(forms.CharField):
    """A day in universal time, as its first moment; a moment within the day is refused."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> datetime | None:
        """Return the first moment of the day. Raises ValidationError."""
        text = super().clean(value)
        if not text:
            return None
        try:
            day = parse_date(text)
            moment = datetime.combine(day, time(), UTC) if day else parse_datetime(text)
            if moment is not None and moment.tzinfo is not None:
                moment = moment.astimezone(UTC)
        except (ValueError, OverflowError):
            moment = None
        if moment is None or moment.tzinfo is None or moment.time() != time():
            raise forms.ValidationError(_("Give a day, such as 2026-05-03: this data is not split further."))
        return moment


class DayFilter(django_filters.Filter):
    """Filters by whole days (UTC), for rows that must not be taken apart within one."""

    field_class = DayField


def one_of(choices: Iterable[tuple[str, Any]], **kwargs: Any) -> django_filters.ChoiceFilter:
    """Return a filter over known values."""
    return django_filters.ChoiceFilter(choices=list(choices), **kwargs)


def _known_names(filterset: Any) -> set[str]:
    names: set[str] = set()
    for name, field in filterset.form.fields.items():
        names.add(name)
        suffixes = getattr(field.widget, "suffixes", None) or []
        names.update(f"{name}_{suffix}" for suffix in suffixes)
    return names


def _refuse_neither_yes_nor_no(filterset: Any, params: QueryDict) -> None:
    """Raise BadParameters where yes or no is asked for and something else is given: Django would ignore it."""
    wrong = [
        name
        for name, one in filterset.filters.items()
        if isinstance(one, django_filters.BooleanFilter) and params.get(name, "").lower() not in YES_OR_NO
    ]
    if wrong:
        raise BadParameters((name, "invalid", _("Give true or false.")) for name in wrong)


def refuse_repeated(params: QueryDict) -> None:
    """Raise BadParameters for a name that is given twice: one of its values would be ignored without a word."""
    repeated = sorted(name for name, values in params.lists() if len(values) > 1)
    if repeated:
        raise BadParameters((name[:100], "repeated", _("Give it once only.")) for name in repeated)


def filtered(
    dataset: Dataset, queryset: QuerySet, params: QueryDict, *, request: Any = None, extra: frozenset[str] = frozenset()
) -> QuerySet:
    """Return the rows that the parameters ask for.

    Raises BadParameters for a name that is unknown or given twice, and for a value that its filter cannot read: a
    filter that is silently ignored would give somebody the wrong data.
    """
    if any("\x00" in value for values in params.lists() for value in [values[0], *values[1]]):
        raise BadParameters([("", "invalid", _("The address holds a character that no text can have."))])
    refuse_repeated(params)
    if not set(params) - extra:
        return queryset
    filters = dataset.filters()
    if filters is None:
        unknown = set(params) - extra
        filterset = None
    else:
        filterset = filters(data=params, queryset=queryset, request=request)
        unknown = set(params) - _known_names(filterset) - extra
    if unknown:
        raise BadParameters(
            (name[:100], "unknown", _("There is no filter with this name.")) for name in sorted(unknown)
        )
    if filterset is None:
        return queryset
    _refuse_neither_yes_nor_no(filterset, params)
    if not filterset.is_valid():
        raise BadParameters(
            (name, error["code"] or "invalid", error["message"])
            for name, errors in filterset.form.errors.get_json_data().items()
            for error in errors
        )
    return filterset.qs
