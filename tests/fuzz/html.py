"""The links and forms of a page, read as a browser without scripts reads them."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

FORM = re.compile(r"<form\b.*?(?:</form\s*>|\Z)", re.DOTALL | re.IGNORECASE)
IGNORED = {"submit", "button", "image", "reset"}


@dataclass
class Field:
    """One control of a form: its name, kind, value as the page gives it, and what it can choose from."""

    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)


@dataclass
class Form:
    """A form: where it goes, how, and its controls."""

    action: str
    method: str
    fields: list[Field] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    boxes: dict[str, str] = field(default_factory=dict)  # those that could be ticked: the first of each name

    def written(self) -> list[Field]:
        """Return the controls that a person writes into."""
        return [one for one in self.fields if one.kind in WRITTEN]

    def values(self) -> dict[str, list[str]]:
        """Return what a browser would send if nobody touched anything."""
        given: dict[str, list[str]] = {}
        for one in self.fields:
            if one.kind != "file":
                given.setdefault(one.name, []).append(one.value)
        return given


WRITTEN = {"text", "textarea", "email", "tel", "number", "date", "time", "datetime-local", "url", "search", "password"}


class _Reader(HTMLParser):
    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self.base, self.links, self.forms = base, list[str](), list[Form]()
        self._form: Form | None = None
        self._select: Field | None = None
        self._area: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href"):
            self.links.append(urljoin(self.base, given["href"]))
        elif tag == "form":
            self._form = Form(urljoin(self.base, given.get("action") or self.base), given.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None:
            self._control(self._form, tag, given)

    def _control(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if tag == "option" and self._select is not None:
            self._select.choices.append(given.get("value", ""))
            if "selected" in given or len(self._select.choices) == 1:
                self._select.value = given.get("value", "")
        elif tag == "button" or (tag == "input" and given.get("type") in IGNORED):
            if name:
                form.buttons.append((name, given.get("value", "")))
        elif not name or "disabled" in given:
            return
        elif tag == "input":
            kind = given.get("type", "text").lower()
            if kind not in {"radio", "checkbox"}:
                form.fields.append(Field(name, kind, given.get("value", "")))
            elif "checked" in given or (kind == "radio" and all(one.name != name for one in form.fields)):
                form.fields.append(Field(name, kind, given.get("value", "on")))
            elif kind == "checkbox":
                form.boxes.setdefault(name, given.get("value", "on"))
        elif tag == "select":
            self._select = Field(name, "select")
            form.fields.append(self._select)
        elif tag == "textarea":
            self._area = Field(name, "textarea")
            form.fields.append(self._area)

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None


def read_page(text: str, base: str) -> tuple[list[str], list[Form]]:
    """Return the addresses within the product to which a page leads, and its forms."""
    reader = _Reader(base)
    reader.feed(text)
    links = []
    for link in reader.links:
        parts = urlsplit(link)
        if not parts.netloc and not parts.scheme and parts.path.startswith("/"):
            links.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return links, _own(reader.forms)


def read_forms(text: str, base: str) -> list[Form]:
    """Return the forms of a page; the rest of it, which is most, is not read."""
    reader = _Reader(base)
    for form in FORM.findall(text):
        reader.feed(form)
    return _own(reader.forms)


def _own(forms: list[Form]) -> list[Form]:
    """Return the forms that lead to the product itself."""
    return [form for form in forms if form.action.startswith("/") and not form.action.startswith("//")]
