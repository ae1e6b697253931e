"""Record one event of a thing and leave it to the worker: ``python -m bench.notices.event PK``."""

import json
import os
import sys


def main(subject_pk: int) -> None:
    """Record it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.notices.settings")
    import django

    django.setup()
    from bench.notices.relaying import record_phase

    record_phase(subject_pk)
    print(json.dumps({"recorded": subject_pk}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
