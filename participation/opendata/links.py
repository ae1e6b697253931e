"""Where the facts of a page are as data."""

from dataclasses import dataclass
from typing import Any

from participation.opendata.registry import Dataset, get_dataset
from participation.subjects.registry import kind_of


@dataclass(frozen=True, slots=True)
class DataLinks:
    """The dataset of a thing, its row in the API and its history."""

    dataset: Dataset
    row: str
    comments: str


def links_of(subject: Any, *, key: int | None = None) -> DataLinks | None:
    """Return the links of a subject; None where its kind has no dataset, or while it is not public."""
    if not subject.is_public:
        return None
    try:
        dataset = get_dataset(kind_of(subject).dataset)
    except KeyError:
        return None
    row = f"/api/v1/{dataset.name}/{key}/" if key is not None and dataset.api else ""
    return DataLinks(dataset=dataset, row=row, comments=f"/datos/comments.csv?subject={subject.pk}")
