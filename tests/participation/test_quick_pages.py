"""What templates and translations are answered with at once is what Django would answer."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import JSONField
from django.template import Context, Template, Variable
from django.template.base import VariableDoesNotExist
from django.templatetags.i18n import TranslateNode
from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_lazy, override

from participation import quick_pages


class Fact(NamedTuple):
    label: str


class Writes:
    alters_data = True

    def __call__(self) -> str:
        raise AssertionError("a template must not write")


class Missing(ObjectDoesNotExist):
    pass


class Row:
    name = "Parque"
    kind = Fact
    write = Writes()

    @property
    def broken(self) -> str:
        raise AttributeError("inside")

    @property
    def gone(self) -> str:
        raise Missing

    def title(self) -> str:
        return f"El {self.name}"

    def needs(self, what: str) -> str:
        return what


class Uncalled:
    do_not_call_in_templates = True
    label = "as it is"

    def __call__(self) -> str:
        raise AssertionError("not to be called")


def given() -> dict[str, Any]:
    return {
        "row": Row(),
        "fact": Fact("hoy"),
        "table": {"items": "of the table", "rows": [Row()], "f": lambda: {"deep": 7}},
        "plain": {"a": 1},
        "list": ["a", "b"],
        "text": "<b>",
        "uncalled": Uncalled(),
        "call": lambda: "called",
        "broken": lambda: {}["x"],
        "none": None,
    }


NAMES = (
    "row", "row.name", "row.title", "row.broken", "row.gone", "row.write", "row.needs", "row.nothing", "fact.label", "fact.0",
    "fact.1", "fact.count", "table.items", "plain.items", "plain.b", "table.rows.0.name", "table.f.deep", "list.1", "list.2",
    "text.upper", "text.0", "uncalled.label", "call", "broken", "none", "none.x", "nothing", "nothing.x", "new", "dicts",
)  # fmt: skip


def outcome(ask: Callable[[], Any]) -> Any:
    try:
        found = ask()
    except (VariableDoesNotExist, AttributeError, KeyError) as error:
        return type(error)
    return repr(found)


@pytest.mark.parametrize("name", NAMES)
def test_a_variable_is_what_django_finds(name: str) -> None:
    context = Context(given())
    with context.bind_template(Template("")):
        quick = outcome(lambda: quick_pages.lookup(Variable(name), context))
        assert quick == outcome(lambda: quick_pages.django_lookup(Variable(name), context))


def test_a_dictionary_may_stand_for_a_context() -> None:
    assert quick_pages.lookup(Variable("fact.label"), {"fact": Fact("hoy")}) == "hoy"


@pytest.mark.parametrize("autoescape", [True, False])
def test_a_value_is_written_as_django_writes_it(autoescape: bool) -> None:
    values = (
        "<b>&'\"",
        mark_safe("<b>"),
        1234567,
        1.5,
        None,
        datetime(2026, 1, 2, tzinfo=UTC),
        gettext_lazy("Home"),
        "",
    )
    for value in values:
        context = Context(autoescape=autoescape)
        quick, django = quick_pages.written(value, context), quick_pages.django_written(value, context)
        assert (quick, isinstance(quick, SafeString)) == (django, isinstance(django, SafeString))


def test_texts_are_escaped_as_django_escapes_them() -> None:
    for value in ("<b>&'\"", mark_safe("<b>"), 5, None):
        assert quick_pages.escape(value) == quick_pages.django_escape(value)
        assert isinstance(quick_pages.escape(value), SafeString)
    later = quick_pages.escape(gettext_lazy("Home"))
    assert isinstance(later, Promise)
    assert conditional_escape(gettext_lazy("a < b")) == "a &lt; b"


@pytest.fixture
def texts() -> tuple[str, ...]:
    return ("Home", "Skip to content", "no such text", "", "two\r\nlines")


def test_a_text_is_said_in_the_language_in_force(texts: tuple[str, ...]) -> None:
    for code in ("es-mx", "en", "es-mx", None):
        with override(code):
            assert [gettext(text) for text in (*texts, *texts)] == [
                quick_pages.django_gettext(t) for t in (*texts, *texts)
            ]
    assert isinstance(quick_pages.gettext(mark_safe("Home")), SafeString)


def test_empty_json_is_new_each_time() -> None:
    field = JSONField()
    for value in ("{}", "[]", '{"a": [1]}', "null", "3", '"x"', None, "broken"):
        assert quick_pages.from_json(field, value, None, None) == quick_pages.django_from_json(field, value, None, None)
    first = quick_pages.from_json(field, "{}", None, None)
    first["a"] = 1
    assert quick_pages.from_json(field, "{}", None, None) == {}


SAID = (
    '{% translate "Support" %}',
    '{% translate "Support" context "button" %}',
    '{% translate "Support" as said %}[{{ said }}]',
    '{% translate "100%% of it" %}',
    '{% translate "<b>" %}',
    "{% translate what %}",
    '{% translate "support"|capfirst %}',
    '{% translate "Support" noop %}',
    '{% translate "Support" context where %}',
)


@pytest.mark.parametrize("language", ["es-mx", "en"])
@pytest.mark.parametrize("text", SAID)
def test_a_text_of_a_template_is_what_django_says(text: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    template, given = Template("{% load i18n %}" + text), {"what": "Support", "where": "button"}
    with override(language):
        quick = [template.render(Context(given)) for _again in range(2)]
        monkeypatch.setattr(TranslateNode, "render", quick_pages.django_translated)
        assert quick == [template.render(Context(given))] * 2
