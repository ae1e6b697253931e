"""Who can sign in to the demo, and how: what the terminal shows once everything runs."""

import json
import os
from pathlib import Path

from config import embedded

# The accounts of proposals/demo/people.py, in the order in which a newcomer tries them.
ROLES = {
    "ciudadana@demo.azotea": "citizen",
    "funcionaria@demo.azotea": "official",
    "moderadora@demo.azotea": "moderator",
    "transparencia@demo.azotea": "transparency unit",
}


def accounts_file() -> Path:
    """Return the file in which the seed keeps the accounts' random passwords."""
    return embedded.var_folder() / "demo-accounts.json"


def passwords() -> dict[str, str]:
    """Return the passwords by address; empty where the city was built elsewhere or the file is broken."""
    shared = os.environ.get("AZOTEA_DEMO_PASSWORD", "")
    if shared:
        return dict.fromkeys(ROLES, shared)
    try:
        found = json.loads(accounts_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(email): str(word) for email, word in found.items()} if isinstance(found, dict) else {}


def lines(port: int) -> list[str]:
    """Return the lines about accounts."""
    words = passwords()
    width = max(map(len, ROLES))
    said = [f"Sign in at http://localhost:{port}/cuenta/entrar/ as:"]
    said += [
        f"  {role:<17}  {email:<{width}}  " + (f"password {words[email]}" if email in words else "(by code)")
        for email, role in ROLES.items()
    ]
    return [
        *said,
        "Or by code, or with an account of your own: codes appear below as 'Código para …: 123456',",
        f"and every message is a text file in {embedded.var_folder() / 'mail'}.",
        f"The official and the moderator work at http://localhost:{port}/admin/, the transparency unit at",
        f"http://localhost:{port}/mesa/privacidad/",
    ]
