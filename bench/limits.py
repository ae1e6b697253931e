"""What each page may cost, as a ratio to the bare view, and how many queries it may ask: the targets, written once."""

from dataclasses import dataclass

ANONYMOUS, SIGNED_IN = "anonymous", "signed-in"
WARM, COLD = "warm", "cold"


@dataclass(frozen=True, slots=True)
class Limit:
    """What a page may cost; None where nothing is asked."""

    ratio: float | None = None
    queries: int | None = None


BY_AUDIENCE = {
    (ANONYMOUS, WARM): Limit(ratio=4),
    (ANONYMOUS, COLD): Limit(ratio=20),
    (SIGNED_IN, WARM): Limit(ratio=25, queries=12),
    (SIGNED_IN, COLD): Limit(ratio=25, queries=12),
}
BY_NAME = {
    "map-data": Limit(ratio=20),
    "support": Limit(queries=10),
    "comment": Limit(queries=10),
}
# The one costs at most so many times the other, whichever is dearer.
PAIRS = {("list-first-page", "list-last-page"): 1.5}
EXPORT_BYTES = 100_000_000  # a process's memory may grow by so much while it streams a whole dataset
DOWNLOADS_KEEP = 0.5  # the part of their speed that pages keep beside two slow downloads
DOWNLOADS_SECONDS = 1.0  # and 95 of 100 readers wait no longer, or no longer than that part of speed explains
LIGHTHOUSE = {"performance": 95, "accessibility": 100}


def limit_of(name: str, audience: str, state: str) -> Limit:
    """Return what a page may cost."""
    return BY_NAME.get(name) or BY_AUDIENCE[audience, state]
