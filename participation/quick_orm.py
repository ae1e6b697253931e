"""Django's own answers, sooner: the identity of a column, and moments as the database writes them.

To sort rows Django puts every selected column into a dictionary, and to hash one it binds its constructor's arguments
to the signature by ``inspect``: 150 columns of a page's row cost it three milliseconds, more than the query. Here the
same tuple is written down. And a moment is read by Python's own reader of ISO 8601 in place of psycopg's expression:
a page reads a hundred of them. Tests compare; where Django changes its own, this module goes.
"""

from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.backends.postgresql.psycopg_any import BaseTzLoader
from django.db.models.expressions import Col


def identity(self: Col) -> tuple[Any, ...]:
    """Return what makes two columns equal: class, alias, target and output field, as Django's own does."""
    of = self._identity  # type: ignore[attr-defined]
    args, kwargs = self._constructor_args  # type: ignore[attr-defined]
    if kwargs or len(args) not in (2, 3):
        return django_identity(self)
    alias, target = args[:2]
    field = of(target)
    output = args[2] if len(args) == 3 else None
    return (
        self.__class__,
        ("alias", alias),
        ("target", field),
        ("output_field", None if output is None else field if output is target else of(output)),
    )


django_identity = Col.identity.func  # type: ignore[attr-defined]


django_moment = BaseTzLoader.load


def moment(self: BaseTzLoader, data: Any) -> Any:
    """Return a moment of the database; Django's own reader has those before our era, after year 9999 and infinite."""
    try:
        return datetime.fromisoformat(str(data, "ascii")).replace(tzinfo=self.timezone)
    except ValueError:
        return django_moment(self, data)


def install() -> None:
    """Put them in the place of Django's (in ``apps.ready()``)."""
    BaseTzLoader.load = moment
    quick = cached_property(identity)
    quick.__set_name__(Col, "identity")
    Col.identity = quick  # type: ignore[assignment,method-assign]
