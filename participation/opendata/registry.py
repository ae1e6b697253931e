"""The registry of datasets: each published fact is declared once.

From one declaration come the page under ``/datos/``, the CSV and JSON Lines files, the representation in the API, the
entry of the DCAT catalogue and the rows of the changes feed. Columns must depend on the row itself and on what acts
upon that row's own subject change, and never on the clock: otherwise who replays the feed would end with something else
than the bulk file.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.db.models import QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from participation.opendata.values import plain

ColumnType = Literal[
    "string", "text", "html", "integer", "number", "boolean", "date", "datetime", "url", "list", "object"
]
Text = Any  # a str or a lazy translation
TYPE_NAMES: dict[str, Text] = {
    "string": _("text"),
    "text": _("long text"),
    "html": _("text in HTML"),
    "integer": _("whole number"),
    "number": _("number"),
    "boolean": _("true or false"),
    "date": _("date"),
    "datetime": _("date and time (UTC)"),
    "url": _("address"),
    "list": _("list"),
    "object": _("object (JSON)"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: stable name, type, what it means, and how a row gives it."""

    name: str
    type: ColumnType
    description: Text
    value: Callable[[Any], Any]
    required: bool = False

    @property
    def type_name(self) -> Text:
        """Return the type in the reader's words."""
        return TYPE_NAMES[self.type]


@dataclass(frozen=True, slots=True)
class Withheld:
    """What is not published, and why."""

    what: Text
    why: Text


@dataclass(frozen=True, slots=True)
class Hanging:
    """How the rows of a dataset hang on subjects: ``path`` leads from a row to its own.

    Any event on a subject touches the rows that it is ``own`` to, by this path or ``also`` another; one that shows or
    hides it also the rows of what lies below (``below``). A row whose subjects were not all published once gets no
    tombstone.
    """

    rows: Callable[[], QuerySet]
    path: str = "subject"
    own: bool = True
    below: bool = True
    also: str = ""


@dataclass(frozen=True, slots=True)
class Dataset:
    """A public dataset.

    ``rows(at)`` returns the public rows with everything the columns read, in a constant number of queries.
    ``gather(rows)`` joins them into fewer before anything leaves, where single ones must not be seen.
    ``version`` grows when a column is renamed or removed (adding one at the end keeps it). ``hanging`` says how
    the rows hang on subjects, for the changes feed; without it only the rows that an event names are in there.
    """

    name: str
    title: Text
    description: Text
    rows: Callable[[datetime], QuerySet]
    columns: tuple[Column, ...]
    withheld: tuple[Withheld, ...] = ()
    key: str = "id"
    version: int = 1
    subject_kind: str = ""
    filterset: str = ""
    orders: dict[str, tuple[str, ...]] = field(default_factory=lambda: {"id": ("id",)})
    geometry: Callable[[Any], dict[str, Any] | None] | None = None
    position: int = 50
    bulk: bool = True
    feed: bool = True
    api: bool = True
    hanging: Hanging | None = None
    gather: Callable[[Iterable[Any]], Iterator[Any]] | None = None

    @property
    def has_places(self) -> bool:
        """Tell whether rows have a place, so that there is a GeoJSON file."""
        return self.geometry is not None

    @property
    def header(self) -> list[str]:
        """Return the column names in their stable order."""
        return [column.name for column in self.columns]

    def represent(self, row: Any) -> dict[str, Any]:
        """Return a row as every outlet gives it."""
        return {column.name: plain(column.value(row)) for column in self.columns}

    def filters(self) -> Any:
        """Return the FilterSet class that the page, the API and the files share; None where there is none."""
        return import_string(self.filterset) if self.filterset else None


_datasets: dict[str, Dataset] = {}


def register_dataset(dataset: Dataset) -> None:
    """Add a dataset (in ``apps.ready()``); two under one name are a programming error."""
    known = _datasets.get(dataset.name)
    if known is not None and known is not dataset:
        raise ValueError(f"dataset {dataset.name} is registered twice")
    names = dataset.header
    if len(set(names)) != len(names):
        raise ValueError(f"dataset {dataset.name} names a column twice")
    _datasets[dataset.name] = dataset


def get_dataset(name: str) -> Dataset:
    """Return a dataset. Raises KeyError."""
    return _datasets[name]


def all_datasets() -> list[Dataset]:
    """Return every dataset in the order of registration."""
    return list(_datasets.values())


def bulk_datasets() -> list[Dataset]:
    """Return the datasets that have a page and files, in the order in which a page shows them."""
    return sorted((dataset for dataset in _datasets.values() if dataset.bulk), key=lambda dataset: dataset.position)


def feed_datasets() -> dict[str, Dataset]:
    """Return the datasets of the changes feed by name."""
    return {dataset.name: dataset for dataset in _datasets.values() if dataset.feed}


# --- What several datasets withhold -----------------------------------------------------------------------------------
NAMES_WITHHELD = Withheld(
    _("Names, e-mail addresses, telephones and ages of authors"),
    _("They are personal data. Each author has a key instead: the same in every dataset, and it leads to nobody."),
)
HIDDEN_WITHHELD = Withheld(
    _("Drafts, and what moderation hid or its author withdrew"),
    _("It is not public. The changes feed says that it is gone, without its text."),
)
