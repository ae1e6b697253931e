"""The catalogues: complete, compiled, with the same placeholders as the code, in the words of the house."""

import ast
import re

import polib
import pytest

from config import messages
from tests.architecture.source import trees

NAMED = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


@pytest.mark.parametrize("path", messages.catalogues(), ids=lambda path: path.parts[-3])
def test_every_message_is_translated(path) -> None:
    missing = [f"{context or ''} {text!r}" for context, text, _plural in messages.missing(path)]
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("path", messages.catalogues(), ids=lambda path: path.parts[-3])
def test_the_compiled_catalogue_is_in_step(path) -> None:
    source = {
        (e.msgctxt, e.msgid): e.msgstr or dict(e.msgstr_plural) for e in polib.pofile(str(path)) if e.translated()
    }
    compiled = {
        (e.msgctxt, e.msgid): e.msgstr or dict(e.msgstr_plural) for e in polib.mofile(str(path.with_suffix(".mo")))
    }
    assert source == compiled, "run python -m config.messages compile"


@pytest.mark.parametrize("path", messages.catalogues(), ids=lambda path: path.parts[-3])
def test_translations_keep_the_placeholders(path) -> None:
    wrong = []
    for entry in polib.pofile(str(path)):
        wanted = set(NAMED.findall(entry.msgid + entry.msgid_plural))
        for text in [entry.msgstr] if not entry.msgid_plural else entry.msgstr_plural.values():
            if text and not set(NAMED.findall(text)) <= wanted:
                wrong.append(entry.msgid)
            # "one" may leave the number out ("Queda un día"); any other placeholder stays.
            missing = {name for pair in wanted - set(NAMED.findall(text)) for name in pair if name}
            if text and missing and not entry.msgid_plural:
                wrong.append(entry.msgid)
    assert not wrong, "\n".join(wrong)


def test_functions_that_translate_keep_their_names() -> None:
    """What marks a text under another name would never reach the catalogue."""
    known = messages.SINGLE | messages.PLURAL | messages.CONTEXT
    wrong = []
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
                wrong += [f"{path}: {n.asname}" for n in node.names if n.asname and n.name in known and n.asname != "_"]
    assert not wrong, "\n".join(wrong)


def test_placeholders_are_named_and_messages_are_constants() -> None:
    wrong = []
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name not in messages.SINGLE | messages.PLURAL | messages.CONTEXT or not node.args:
                continue
            for argument in node.args[:2] if name in messages.PLURAL else node.args[:1]:
                if isinstance(argument, ast.JoinedStr | ast.BinOp):
                    wrong.append(f"{path}:{node.lineno}: not a constant")
                elif isinstance(argument, ast.Constant) and re.search(r"%[sd]|\{\}", str(argument.value)):
                    wrong.append(f"{path}:{node.lineno}: {argument.value!r}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", [p for p in messages.catalogues() if p.parts[-3] == "es_MX"], ids=["es_MX"])
def test_spanish_is_plain_and_calm(path) -> None:
    """The voice of the house: tú, no exclamation marks, its own words for support, roll and account."""
    forbidden = re.compile(r"[¡!]|\busted\b|\bpadrón\b|\bapoyo\b|\bapoyar\b|\bclick\b|\busuarios?\b|\bvosotros\b", re.I)
    texts = [
        t for e in polib.pofile(str(path)) for t in ([e.msgstr] if not e.msgid_plural else e.msgstr_plural.values())
    ]
    assert [text for text in texts if forbidden.search(text)] == []
