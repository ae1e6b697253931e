"""Every hue that an installation can choose is readable: computed from the tokens, light and dark (WCAG 2.2, 1.4.3, 1.4.11)."""

import colorsys
import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
TOKEN = re.compile(r"--([\w-]+):\s*(#[0-9a-fA-F]{3,6}|hsl\([^;]*\))\s*;")

# (text or mark, ground, ratio)
PAIRS = [
    ("on-brand", "brand", 4.5),
    ("brand-text", "paper", 4.5),
    ("brand-text", "surface", 4.5),
    ("brand-text", "brand-tint", 4.5),
    ("brand-deep", "paper", 4.5),
    ("brand-deep", "brand-tint", 4.5),
    ("on-brand", "brand-deep", 4.5),
    ("foot-text", "foot", 4.5),
    ("brand", "surface", 3.0),
    ("brand", "paper", 3.0),
]
FIXED = [
    ("ink", "paper", 4.5),
    ("ink", "surface", 4.5),
    ("ink-soft", "paper", 4.5),
    ("ink-soft", "surface", 4.5),
    ("open", "open-tint", 4.5),
    ("soon", "soon-tint", 4.5),
    ("late", "late-tint", 4.5),
    ("rest", "rest-tint", 4.5),
    ("late", "surface", 4.5),
    ("line-strong", "surface", 3.0),
    ("line-strong", "paper", 3.0),
]


def tokens(dark: bool) -> dict[str, str]:
    light, _, rest = CSS.partition("@media (prefers-color-scheme: dark)")
    found = dict(TOKEN.findall(light))
    if dark:
        found |= dict(TOKEN.findall(rest.split(":root, [data-bs-theme]")[0]))
    return found


def rgb(value: str, hue: int) -> tuple[float, float, float]:
    if value.startswith("#"):
        digits = value[1:] if len(value) == 7 else "".join(c * 2 for c in value[1:])
        return tuple(int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))  # type: ignore[return-value]
    _h, saturation, lightness = re.match(r"hsl\((\S+) ([\d.]+)% ([\d.]+)%", value).groups()  # type: ignore[union-attr]
    return colorsys.hls_to_rgb(hue / 360, float(lightness) / 100, float(saturation) / 100)


def luminance(colour: tuple[float, float, float]) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: tuple[float, float, float], two: tuple[float, float, float]) -> float:
    dark, light = sorted((luminance(one), luminance(two)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself() -> None:
    assert round(ratio((0, 0, 0), (1, 1, 1)), 2) == 21.0
    assert round(ratio(rgb("#767676", 0), rgb("#fff", 0)), 2) == 4.54


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground", "least"), PAIRS)
def test_every_hue_is_readable(text: str, ground: str, least: float, dark: bool) -> None:
    found = tokens(dark)
    ratios = {hue: ratio(rgb(found[text], hue), rgb(found[ground], hue)) for hue in range(360)}
    worst = min(ratios, key=ratios.get)  # type: ignore[arg-type]
    assert ratios[worst] >= least, f"{text} on {ground} at hue {worst}: {ratios[worst]:.2f}"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground", "least"), FIXED)
def test_fixed_colours_are_readable(text: str, ground: str, least: float, dark: bool) -> None:
    found = tokens(dark)
    assert ratio(rgb(found[text], 0), rgb(found[ground], 0)) >= least


@pytest.mark.parametrize("hue", range(0, 360, 5))
def test_white_on_the_hero(hue: int) -> None:
    """The hero is a gradient between two fixed lightnesses of the hue, with white text in both schemes."""
    for lightness in (16, 25.5):
        assert ratio((1, 1, 1), rgb(f"hsl(x 83% {lightness}%)", hue)) >= 4.5
