"""Templates: nothing inline, nothing foreign, nothing marked safe but what was cleaned; messages named and trimmed."""

import re

from tests.architecture.source import ROOT, modules, templates

PUBLIC = {
    path: text
    for path, text in templates().items()
    if path.endswith(".html") and "/admin/" not in path and "/unfold/" not in path
}
COMMENT = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", re.S)
# Only these make HTML of text: what officials wrote is cleaned by nh3, what citizens wrote is escaped first.
MAY_MARK_SAFE = {
    "participation/web/richtext.py",
    "participation/web/templatetags/ui.py",
    "participation/quick_pages.py",  # what it escaped itself, as Django does
    "participation/web/fragments.py",  # what a template rendered
    "participation/web/moulds.py",  # HTML of templates, with values between that it escapes as a template does
    "participation/sharing/pictures.py",  # a QR code, which it draws itself
    "participation/web/templatetags/search_tags.py",  # <mark> around words of text that it escapes itself
}
# Addresses that identify a standard or a licence, or are shown to be clicked; nothing is loaded from them.
# One click in a mail program must be enough to unsubscribe (RFC 8058): a signed address stands in for the token.
WITHOUT_TOKEN = {"templates/participation/notifications/unsubscribe.html"}
# A letter carries its look in one sheet of its own: mail programs load none, and our content policy is not theirs.
LETTER = "templates/emails/base.html"
NAMES = ("http://www.w3.org/", "https://www.w3.org/", "https://creativecommons.org/")


def bare(text: str) -> str:
    return COMMENT.sub("", text)


def test_nothing_is_inline() -> None:
    inline = re.compile(
        r"<[^>]*\s(style|on[a-z]+)\s*=|<script(?![^>]*\bsrc=)(?![^>]*application/(ld\+)?json)|<style\b|javascript:",
        re.I,
    )
    pages = {path: text for path, text in PUBLIC.items() if path != LETTER}
    assert {path: found.group(0) for path, text in pages.items() if (found := inline.search(bare(text)))} == {}
    assert re.findall(inline, bare(PUBLIC[LETTER]).replace("<style>", "", 1)) == []


def test_nothing_is_loaded_from_another_host() -> None:
    foreign = re.compile(
        r"""<(?:script|img|link|iframe|source|video|audio|use|form)\b[^>]*?\b(?:src|href|srcset|action)=["'](?:https?:)?//[^"']+""",
        re.I,
    )
    assert {path: found.group(0) for path, text in PUBLIC.items() if (found := foreign.search(bare(text)))} == {}


def test_our_style_sheets_and_scripts_name_no_other_host() -> None:
    found = {}
    for path in [*(ROOT / "static/css").rglob("*.css"), *(ROOT / "static/js").rglob("*.js")]:
        hosts = [h for h in re.findall(r"https?://[^\s\"')]+", path.read_text()) if not h.startswith(NAMES)]
        if hosts:
            found[path.name] = hosts
    assert found == {}


def test_only_cleaned_text_is_marked_safe() -> None:
    templates_found = [
        path
        for path, text in templates().items()
        if re.search(r"\|\s*safe(seq)?\b|autoescape off", bare(text)) and path.endswith(".html")
    ]
    assert templates_found == []
    code = {path for path, text in modules().items() if re.search(r"\b(mark_safe|SafeString|SafeText)\(", text)}
    assert code - MAY_MARK_SAFE == set()


def test_messages_over_several_lines_are_trimmed() -> None:
    untrimmed = re.compile(r"\{% blocktrans(?:late)?(?![^%]*\btrimmed\b)[^%]*%\}\s*\n")
    assert [path for path, text in templates().items() if untrimmed.search(text)] == []


def test_forms_that_post_carry_the_token() -> None:
    wrong = []
    for path, text in PUBLIC.items():
        for form in re.findall(r"<form\b[^>]*method=[\"']?post.*?</form>", bare(text), re.I | re.S):
            if "csrf_token" not in form and path not in WITHOUT_TOKEN:
                wrong.append(path)
    assert wrong == []


def test_style_sheets_use_logical_sides() -> None:
    """Left and right stay out of our own sheets, so that a right-to-left language needs no second one."""
    physical = re.compile(
        r"(?<![-\w])(?:margin|padding|border)-(?:left|right)\b|(?<![-\w])text-align:\s*(?:left|right)|(?<![-\w])float:\s*(?:left|right)"
    )
    sheets = [ROOT / "static/css" / name for name in ("tokens.css", "base.css", "parts.css")]
    assert {path.name: physical.findall(path.read_text()) for path in sheets if physical.search(path.read_text())} == {}
