"""The link from a public page to the same facts as data."""

from typing import Any

from django import template

from participation.opendata.links import DataLinks, links_of

register = template.Library()


@register.inclusion_tag("participation/opendata/links.html")
def data_links(subject: Any, *, key: int | None = None) -> dict[str, DataLinks | None]:
    """Return the links from a thing's page to its data: the row in the API, and the files of its dataset.

    ``key`` is the key of the thing's row; without it the link leads to the list with the dataset's files.
    """
    return {"links": links_of(subject, key=key)}
