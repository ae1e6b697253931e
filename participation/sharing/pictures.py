"""Pictures that are drawn: the QR code of an address, and the picture that goes with a link."""

import colorsys
import functools
import io
import threading

import segno
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from PIL import Image, ImageDraw, ImageFont

FONT = "static/vendor/atkinson-5.3.0/atkinson-hyperlegible-next-latin-wght-normal.woff2"
WIDTH, HEIGHT, EDGE = 1200, 630, 72
# Few colours keep the file small: messengers leave out previews of more than 300 KB.
COLOURS = 32
REGULAR, BOLD = 450, 750
SIZES = (84, 72, 62, 54, 48)
MOST_LINES = 4
KEPT = 200
_drawing = threading.Lock()  # one font is not drawn with by two threads
# The skyline of the house (components/roofs.html), from its left end to its right, 1200 wide and 90 high.
ROOFS = (
    (0, 58), (70, 58), (70, 40), (94, 40), (94, 58), (154, 58), (154, 34), (264, 34), (264, 48), (290, 48), (290, 22),
    (336, 22), (336, 48), (376, 48), (376, 58), (456, 58), (456, 44), (474, 44), (474, 30), (504, 30), (504, 44),
    (526, 44), (526, 64), (618, 64), (618, 38), (682, 38), (682, 30), (712, 30), (712, 38), (772, 38), (772, 60),
    (820, 60), (820, 46), (916, 46), (916, 58), (946, 58), (946, 28), (958, 28), (958, 14), (990, 14), (990, 28),
    (1002, 28), (1002, 58), (1072, 58), (1072, 42), (1182, 42), (1182, 58), (1200, 58),
)  # fmt: skip


def qr_svg(address: str) -> bytes:
    """Return the QR code of an address as SVG."""
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", scale=8, border=2, dark="#000", light="#fff")
    return drawn.getvalue()


def qr_within(address: str) -> SafeString:
    """Return the QR code of an address as an element of a page; it is drawn here and holds nothing that was written."""
    drawn = qr_svg(address).decode()
    return mark_safe(drawn[drawn.index("<svg") :])  # noqa: S308


@functools.lru_cache(maxsize=KEPT)
def link_png(sign: str, title: str, name: str, government: str, hue: int) -> bytes:
    """Return the picture of a link as PNG: what it is, its title, whose it is, in the installation's hue.

    The same words give the same picture, so it is drawn once and kept.
    """
    with _drawing:
        return _link_png(sign, title, name, government, hue)


def _link_png(sign: str, title: str, name: str, government: str, hue: int) -> bytes:
    deep, brand, tint = _colour(hue, 0.16), _colour(hue, 0.255), _colour(hue, 0.86)
    picture = Image.new("RGB", (WIDTH, HEIGHT), brand)
    draw = ImageDraw.Draw(picture)
    base = HEIGHT - 132
    draw.polygon([(x, base + y - 90) for x, y in ROOFS] + [(WIDTH, base), (0, base)], fill=deep)
    draw.rectangle((0, base, WIDTH, HEIGHT), fill=deep)
    draw.text((EDGE, 56), _drawable(sign), font=_font(38, REGULAR), fill=tint)
    size, lines = _fitted(_drawable(title))
    for number, line in enumerate(lines):
        draw.text((EDGE, 122 + number * size * 1.16), line, font=_font(size, BOLD), fill="#ffffff")
    draw.text((EDGE, base + 14), _cut(_drawable(name), _font(44, BOLD)), font=_font(44, BOLD), fill="#ffffff")
    below = _cut(_drawable(government), _font(30, REGULAR))
    draw.text((EDGE, base + 72), below, font=_font(30, REGULAR), fill=tint)
    out = io.BytesIO()
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def _colour(hue: int, lightness: float) -> tuple[int, int, int]:
    red, green, blue = colorsys.hls_to_rgb(hue / 360, lightness, 0.83 if lightness < 0.5 else 0.4)
    return round(red * 255), round(green * 255), round(blue * 255)


@functools.lru_cache(maxsize=16)
def _font(size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(settings.BASE_DIR / FONT), size)
    font.set_variation_by_axes([weight])
    return font


def _fitted(title: str) -> tuple[int, list[str]]:
    """Return the largest size at which a title fits, and its lines; what fits at none is cut."""
    for size in SIZES:
        lines = _lines(title, _font(size, BOLD))
        if len(lines) <= MOST_LINES - (size > SIZES[2]):
            return size, lines
    font = _font(SIZES[-1], BOLD)
    return SIZES[-1], [*lines[: MOST_LINES - 1], _cut(" ".join(lines[MOST_LINES - 1 :]), font)]


def _lines(text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """Break a text at its words, and a word that is longer than a line within it."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= WIDTH - 2 * EDGE:
            lines[-1] = longer
            continue
        rest = word
        while font.getlength(rest) > WIDTH - 2 * EDGE:
            fits = max(n for n in range(1, len(rest)) if font.getlength(rest[:n]) <= WIDTH - 2 * EDGE)
            lines.append(rest[:fits])
            rest = rest[fits:]
        lines.append(rest)
    return [line for line in lines if line]


def _cut(line: str, font: ImageFont.FreeTypeFont) -> str:
    if font.getlength(line) <= WIDTH - 2 * EDGE:
        return line
    while line and font.getlength(line + "…") > WIDTH - 2 * EDGE:
        line = line[:-1]
    return line.rstrip() + "…"


def _drawable(text: str) -> str:
    """Leave out signs that the font does not have: pictures of feelings, other scripts."""
    return " ".join("".join(sign if _has(sign) else " " for sign in text[:400]).split())


@functools.lru_cache(maxsize=2000)
def _has(sign: str) -> bool:
    if sign.isspace() or not sign.isprintable():
        return False
    drawn, missing = _font(30, REGULAR).getmask(sign), _font(30, REGULAR).getmask("\U0010ffff")
    return drawn.size != missing.size or bytes(drawn) != bytes(missing)
