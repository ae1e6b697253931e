"""What nobody should be able to send without a clear answer: one list for the suite and for ``script/fuzz``."""

# Begins with words, so that a page that shows the form again can be asked whether it kept them.
KEPT = "Palabras que quedan"
SCRIPT = f"{KEPT} <script>zorro(1)</script>"
BREAK = f"{KEPT} \"'><img src=x onerror=zorro(1)>"
LONG = f"{KEPT}. " * 3_000
CONTROL = KEPT + "".join(map(chr, range(32))) + "\x7f\x85\u2028\u202e\u2066\ufeff\ufffe\U000e0001"
# As bytes of the address or of a form; Django replaces what is not UTF-8.
BROKEN = ("%ff%fe", "%ed%a0%80", "%c3%28", "%00", "%f4%90%80%80", "%u0041", "%")
NUMBERS = (
    "9" * 30,
    "-1",
    "0",
    "1e400",
    "NaN",
    "inf",
    "-0",
    "١",
    "1.5",
    "0x10",
    "1_000",
    "9" * 5_000,
    "9223372036854775808",
)
MOMENTS = ("2026-13-40", "0000-00-00", "9999-12-31T23:59:59+99:99", "0001-01-01T00:00", "10000-01-01")
WORDS = (
    "", " ", "\x00", "a\x00b", SCRIPT, BREAK, LONG, CONTROL, "' OR 1=1 --", "1);DROP TABLE participation_person;--",
    "javascript:alert(1)", "../../etc/passwd", "%s%n", "{{7*7}}", "{% debug %}", "${7*7}", "=cmd|' /C calc'!A0",
    "null", "true", "[]", "{}", "[" * 2_000, "x\r\nSet-Cookie: a=1", "\ud800", "\U0001f4a9" * 50, "e\u0301" * 500,
    "https://evil.example/\\@", "W10", "a@b\r\nBcc: c@d.example", "*:*&|!()", "\\", '"', "'", "::1",
)  # fmt: skip
ALL = (*WORDS, *NUMBERS, *MOMENTS)
# Any of these in a page is markup made of what somebody typed.
MARKUP = ("<script>zorro", "<img src=x onerror", ' onerror=zorro(1)>"', 'href="javascript:', "href='javascript:")


def as_sent(text: str) -> str:
    """Return a text as a form can carry it: a lone surrogate goes as the bytes that a careless program writes."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
