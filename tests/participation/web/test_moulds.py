"""What is poured is what its template gives, whatever the values hold."""

import itertools
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.utils import timezone, translation
from django.utils.safestring import mark_safe

from participation.comments import rows
from participation.comments.models import Comment, CommentState
from participation.comments.section import entries
from participation.web import moulds
from participation.web.richtext import _linked, plain_to_html
from proposals.templatetags import proposal_tags
from tests.factories import make_call, make_comment, make_person, make_proposal

HOSTILE = (
    "", "Ana", "<script>alert(1)</script>", "\"'&<>", "{{ name }}{% now 'Y' %}", "%s %(name)s {0}", "\ue0001\ue001",
    "\ue000name\ue001", "á\u2028\xa0", "</a><b", "javascript:alert(1)", "&amp;&#x27;",
)  # fmt: skip


def rendered(template: str, facts: Any, **values: Any) -> str:
    """Return what the template itself gives."""
    return str(get_template(template).render({"facts": facts, **values}))


@pytest.mark.parametrize("language", ["es-mx", "en"])
@pytest.mark.parametrize("flags", list(itertools.product([False, True], repeat=4)))
def test_a_comment_is_poured_as_its_template_renders_it(flags: tuple[bool, ...], language: str) -> None:
    shown, deep, corrected, signed_in = flags
    shape = rows.Shape(
        shown=shown, hidden=not shown and deep, official=corrected, organisation=deep, linked=corrected, first=not deep,
        sign="▲", stance="<a favor>", captured="&" if corrected else "", corrected=corrected, deep=deep,
        answers_shown=signed_in, foreign=signed_in, may_reply=True, may_edit=signed_in, may_withdraw=corrected,
        may_flag=shown, explained=corrected, signed_in=signed_in, more=0 if deep else 1200,
    )  # fmt: skip
    with translation.override(language):
        for text in HOSTILE:
            values: dict[str, Any] = {
                "pk": 1234567, "base": f"/temas/{text}/", "name": text, "ago": mark_safe("<time>&amp;</time>"),
                "corrected_ago": text, "answered": text, "lang": text, "text": mark_safe("<p>x</p>"), "because": text,
                "replies": text, "org": text, "organisations": f"/{text}/",
            }  # fmt: skip
            # Numbers are written as they are: a key with separators would be another address.
            expected = rendered(rows.TEMPLATE, shape, **{**values, "pk": str(values["pk"])})
            for _again in range(2):
                assert moulds.pour(rows.TEMPLATE, shape, **values) == expected


def test_what_does_more_with_a_value_than_write_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    shortening = engines["django"].from_string("<p>{{ name|truncatechars:20 }}</p>")
    monkeypatch.setattr(moulds, "get_template", lambda _name: shortening)
    with pytest.raises(ValueError, match="changes a value"):
        moulds.pour("shortening.html", None, name="Ana")


@pytest.mark.parametrize("flags", list(itertools.product([False, True], repeat=3)))
def test_a_card_is_poured_as_its_template_renders_it(flags: tuple[bool, ...]) -> None:
    foreign, supported, placed = flags
    shape = proposal_tags.CardShape(
        state="<b>",
        kind="open",
        foreign=foreign,
        supported=supported,
        government=foreign,
        step="&" * placed,
        placed=placed,
    )
    names = ("url", "lang", "title", "summary", "supports", "comments", "place", "when")
    for text in HOSTILE:
        values = dict.fromkeys(names, text)
        expected = rendered("proposals/card.html", shape, **values)
        assert moulds.pour("proposals/card.html", shape, **values) == expected


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/procesos/", "/en/procesos/", "/buscar/?q=%22%3Cb%3E&x=\ue000", "/"])
def test_header_and_footer_are_those_of_their_templates(path: str, rf: RequestFactory) -> None:
    request = rf.get(path)
    request.user = AnonymousUser()
    with translation.override("en" if path.startswith("/en/") else "es-mx"):
        for part in ("header", "footer"):
            whole = engines["django"].from_string(f'{{% include "components/{part}.html" %}}').render({}, request)
            poured = engines["django"].from_string(f"{{% load layout %}}{{% page_{part} %}}")
            for _again in range(2):
                assert poured.render({}, request) == whole


@pytest.mark.django_db
def test_a_page_rendered_twice_is_the_same() -> None:
    path = make_proposal(make_call(acts=("propose", "comment"))).get_absolute_url()
    pages = [Client().get(path) for _again in range(2)]
    assert pages[0].status_code == 200
    assert b"porque-" in pages[0].content
    assert pages[0].content == pages[1].content


@pytest.mark.django_db
def test_hostile_words_of_people_come_out_as_text() -> None:
    proposal = make_proposal(make_call())
    name = "<img src=x onerror=alert(1)>"
    comment = make_comment(proposal.subject, author=make_person(name), text="</div><script>alert(1)</script> {{ x }}")
    from participation.access.verdict import ALLOWED

    found = Comment.objects.with_people().get(pk=comment.pk)
    [entry] = entries([found], proposal.subject, None, ALLOWED, timezone.now())
    html = rows.comment_row(entry, signed_in=False)
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ x }}" in html
    found.state = CommentState.HIDDEN
    assert "script" not in rows.comment_row(replace(entry, hidden_because="<b>"), signed_in=False)


def test_plain_text_without_links_is_what_the_long_way_gives() -> None:
    parts = [*HOSTILE, "\n", "\n\n", "\r\n", "\t", " ", "<b>", "&", "'", '"', "\x85", "palabra", "http", "a.b", "/"]
    for words in itertools.product(parts, repeat=2):
        text = " ".join(words) + "".join(words)
        assert plain_to_html(text) == _linked(text), text
    for text in ("Ve https://a.example/x", "www.a.mx", "ana@a.example", "mira aa.com", "AA.COM/x"):
        assert "<a href=" in plain_to_html(text)
