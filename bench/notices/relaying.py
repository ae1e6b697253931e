"""One event to everybody who follows a process, relayed in this process alone: ``python -m bench.notices.relaying PK``.

Prints as JSON how long it took, what it wrote, and the most memory that it held beyond what it held before.
"""

import json
import os
import sys
import time


def main(subject_pk: int) -> None:
    """Relay one event, and measure."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.notices.settings")
    import django

    django.setup()
    from django.utils import timezone

    from bench.server import forget_peak, memory
    from participation.events.relay import relay
    from participation.models import Delivery, Notice

    record_phase(subject_pk)
    held = memory(os.getpid())[0]
    forget_peak(os.getpid())
    began, effort = time.monotonic(), time.process_time()
    finished = relay(timezone.now(), seconds=600)
    took, effort = time.monotonic() - began, time.process_time() - effort
    print(
        json.dumps(
            {
                "finished": finished,
                "seconds": took,
                "processor": effort,
                "notices": Notice.objects.count(),
                "deliveries": Delivery.objects.count(),
                "growth": memory(os.getpid())[1] - held,
            }
        )
    )


def record_phase(subject_pk: int) -> None:
    """Record that a phase opened."""
    from django.db import transaction
    from django.utils import timezone

    from participation.events.record import record
    from participation.models import Subject

    at = timezone.now()
    payload = {
        "phase": 1, "title": "Propón", "opens_at": at.isoformat(), "closes_at": at.isoformat(),
        "time_zone": "America/Mexico_City",
    }  # fmt: skip
    with transaction.atomic():
        record("processes.phase.opened", subject=Subject.objects.get(pk=subject_pk), by=None, at=at, payload=payload)


if __name__ == "__main__":
    main(int(sys.argv[1]))
