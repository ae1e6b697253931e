"""The editor of officials' formatted texts: what it offers, and the nonce that lets it run."""

from typing import Any

from django.http import HttpRequest
from django_prose_editor.widgets import AdminProseEditorWidget
from js_asset.media import Media

# All of this is in the allow-list of richtext.clean: what an official sees here is what a page shows.
EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "HorizontalRule": True,
    "Heading": {"levels": [2, 3]},
    "Blockquote": True,
    "History": True,
    "Link": {"protocols": ["http", "https", "mailto", "tel"]},
}


def prose_widget() -> AdminProseEditorWidget:
    """Return the widget of a formatted text; its page passes its media through with_nonce."""
    return AdminProseEditorWidget(config={"extensions": EXTENSIONS}, preset="configurable")


def with_nonce(media: Any, request: HttpRequest) -> Media:
    """Return a page's media whose scripts carry the request's nonce: the editor's import map needs it."""
    return Media.from_media(media, nonce=request.csp_nonce)  # type: ignore[attr-defined]
