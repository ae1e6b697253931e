"""Asks this machine's web process whether it is ready: ``python -m config.health``, for the container's check."""

import http.client
import os
import sys


def main() -> int:
    """Return 0 where the readiness check answers 200, else 1."""
    port = int(os.environ.get("AZOTEA_BIND", "127.0.0.1:8000").split(",")[0].rsplit(":", 1)[1])
    host = os.environ.get("AZOTEA_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        link.request("GET", "/salud/listo/", headers={"Host": host})
        return 0 if link.getresponse().status == 200 else 1
    except (OSError, http.client.HTTPException):
        return 1
    finally:
        link.close()


if __name__ == "__main__":
    sys.exit(main())
