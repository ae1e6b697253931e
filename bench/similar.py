"""How long similar-text suggestions take among 5,000 texts. Nothing is kept: all happens in one transaction undone.

Run as ``python bench/similar.py [TEXTS]``; the aim is 50 ms for each suggestion.
"""

import json
import os
import random
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")


def main(texts: int) -> None:
    """Publish texts made of the fixture's sentences, then ask for each of the hundred new ones."""
    import django

    from config import embedded

    embedded.start(fsync=False)
    django.setup()
    from django.core.cache import cache
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.utils import timezone

    from participation.search.similar import suggest
    from participation.subjects.actions import create_subject

    call_command("migrate", verbosity=0)
    pairs = json.loads((ROOT / "tests" / "fixtures" / "similar_pairs.json").read_text(encoding="utf-8"))["pairs"]
    sentences = [pair[side]["body"] for pair in pairs for side in ("published", "new")]
    titles = [pair["published"]["title"] for pair in pairs]
    chance = random.Random(7)
    with transaction.atomic():
        parent = create_subject(kind="component", title="Bench", path="/bench/", at=timezone.now())
        for _n in range(texts):
            body = " ".join(chance.sample(sentences, 4))
            create_subject(
                kind="proposal",
                title=chance.choice(titles),
                summary=body[:300],
                text=body,
                path="/bench/x/",
                at=timezone.now(),
                parent=parent,
                state="published",
            )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE participation_subject")
        cache.clear()
        spent = []
        for pair in pairs:
            began = time.perf_counter()
            suggest(f"{pair['new']['title']}\n{pair['new']['body']}", parent)
            spent.append((time.perf_counter() - began) * 1000)
        print(
            f"{texts} texts: first {spent[0]:.1f} ms, median {statistics.median(spent[1:]):.1f} ms, "
            f"slowest {max(spent[1:]):.1f} ms"
        )
        transaction.set_rollback(True)
    connection.close()
    embedded.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)
