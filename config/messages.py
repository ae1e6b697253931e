"""Extracts, merges, checks and compiles the message catalogues without GNU gettext (a fresh machine has none).

Texts in code are English; ``locale/es_MX/LC_MESSAGES/django.po`` holds the Spanish, and its ``.mo`` is committed.
Run as ``python -m config.messages update | check | compile | merge FILE``.
"""

import ast
import fcntl
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("config", "participation", "processes", "proposals", "budgets", "commitments")
SINGLE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
CONTEXT = {"pgettext", "pgettext_lazy"}
PLURAL = {"ngettext", "ngettext_lazy"}
_LITERAL = r"(?:'(?:[^'\\]|\\.)*'|\"\"\"(?:.|\n)*?\"\"\"|\"(?:[^\"\\]|\\.)*\")"
TEMPLATE_CALL = re.compile(rf"\b(_|gettext|ngettext|pgettext|npgettext)\((u?{_LITERAL}.*?)\)(?=\s)", re.S)

Message = tuple[str | None, str, str | None]  # context, text, plural


def _constant(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def from_python(source: str) -> Iterator[tuple[Message, int]]:
    """Yield the messages of Python code with their lines."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        texts = [_constant(argument) for argument in node.args]
        if name in SINGLE and texts and texts[0]:
            yield (None, texts[0], None), node.lineno
        elif name in CONTEXT and len(texts) > 1 and texts[1]:
            yield (texts[0], texts[1], None), node.lineno
        elif name in PLURAL and len(texts) > 1 and texts[0]:
            yield (None, texts[0], texts[1]), node.lineno


def from_template(source: str) -> Iterator[tuple[Message, int]]:
    """Yield the messages of a template (Django's templatize makes calls of its tags)."""
    from django.utils.translation.template import templatize

    code = templatize(source)
    for match in TEMPLATE_CALL.finditer(code):
        line = code.count("\n", 0, match.start()) + 1
        try:
            call = ast.parse(match.group(0).strip(), mode="eval").body
        except SyntaxError:
            continue
        assert isinstance(call, ast.Call)
        texts = [_constant(argument) for argument in call.args]
        if match.group(1) in {"_", "gettext"} and texts[0]:
            yield (None, texts[0], None), line
        elif match.group(1) == "ngettext" and texts[0]:
            yield (None, texts[0], texts[1]), line
        elif match.group(1) == "pgettext" and texts[1]:
            yield (texts[0], texts[1], None), line


def used() -> dict[Message, list[tuple[str, int]]]:
    """Return every message in the project with the places that use it."""
    found: dict[Message, list[tuple[str, int]]] = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" in path.parts:
                continue
            for message, line in from_python(path.read_text(encoding="utf-8")):
                found.setdefault(message, []).append((str(path.relative_to(ROOT)), line))
    for path in sorted(p for kind in ("*.html", "*.txt") for p in (ROOT / "templates").rglob(kind)):
        for message, line in from_template(path.read_text(encoding="utf-8")):
            found.setdefault(message, []).append((str(path.relative_to(ROOT)), line))
    return found


def catalogues() -> list[Path]:
    """Return the catalogues that exist."""
    return sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po"))


def _key(entry: polib.POEntry) -> Message:
    return entry.msgctxt, entry.msgid, entry.msgid_plural or None


def _translated(entry: polib.POEntry) -> bool:
    if entry.msgid_plural:
        return bool(entry.msgstr_plural) and all(entry.msgstr_plural.values())
    return bool(entry.msgstr)


def missing(path: Path) -> list[Message]:
    """Return the messages in use that a catalogue does not translate."""
    done = {_key(entry) for entry in polib.pofile(str(path)) if _translated(entry) and "fuzzy" not in entry.flags}
    return sorted((m for m in used() if m not in done), key=str)


def update(path: Path) -> tuple[int, int]:
    """Bring a catalogue into step with the code; return how many messages it has and how many lack a translation."""
    old = {_key(entry): entry for entry in polib.pofile(str(path))}
    fresh = polib.POFile(wrapwidth=110)
    fresh.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": path.parts[-3],
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for message, places in sorted(used().items(), key=lambda item: (item[1][0], str(item[0]))):
        context, text, plural = message
        kept = old.get(message)
        entry = polib.POEntry(msgid=text, msgctxt=context, occurrences=[(places[0][0], "")])
        if plural:
            entry.msgid_plural = plural
            entry.msgstr_plural = dict(kept.msgstr_plural) if kept else {0: "", 1: ""}
        elif kept:
            entry.msgstr = kept.msgstr
        if "%(" in text:
            entry.flags.append("python-format")
        fresh.append(entry)
    fresh.save(str(path))
    return len(fresh), len(missing(path))


def merge(path: Path, fragment: Path) -> int:
    """Take translations from another file into a catalogue; return how many."""
    catalogue = polib.pofile(str(path), wrapwidth=110)
    known = {_key(entry): entry for entry in catalogue}
    taken = 0
    for entry in polib.pofile(str(fragment)):
        if not _translated(entry):
            continue
        target = known.get(_key(entry))
        if target is None:
            catalogue.append(entry)
        else:
            target.msgstr, target.msgstr_plural = entry.msgstr, entry.msgstr_plural
        taken += 1
    catalogue.save(str(path))
    return taken


def compile_all() -> None:
    """Write the ``.mo`` beside every ``.po``."""
    for path in catalogues():
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))


def main(arguments: list[str]) -> int:
    """Run one command; several at once wait for each other."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    import django

    django.setup()
    command = arguments[0] if arguments else "check"
    with open(ROOT / "locale" / ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if command == "merge":
            print(f"{merge(ROOT / 'locale/es_MX/LC_MESSAGES/django.po', Path(arguments[1]))} translations taken")
        for path in catalogues():
            if command in {"update", "merge"}:
                total, lacking = update(path)
                print(f"{path.relative_to(ROOT)}: {total} messages, {lacking} without translation")
        if command in {"update", "merge", "compile"}:
            compile_all()
        lacking_all = {str(path.relative_to(ROOT)): missing(path) for path in catalogues()}
    for name, messages in lacking_all.items():
        for context, text, _plural in messages:
            print(f"{name}: no translation: {text!r}" + (f" ({context})" if context else ""))
    return 1 if command == "check" and any(lacking_all.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
