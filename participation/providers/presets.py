"""Providers whose settings are known: what the form of a new one begins with."""

from typing import Any

from django.utils.translation import gettext_lazy as _

# From public code of federal and state systems that sign in with it (docs/running.md says what was seen and what not).
_LLAVE: dict[str, Any] = {
    "protocol": "llavemx",
    "scopes": "",
    "pkce": False,
    "asks_userinfo": True,
    "document_claim": "curp",
    "birth_claim": "",
    "level_claim": "cuentaVerificada",
    "level_value": "true",
}


def _llave(key: str, name: Any, site: str, services: str) -> dict[str, Any]:
    return {
        **_LLAVE,
        "key": key,
        "name": name,
        "issuer": site,
        "authorize_url": f"{site}/oauth.xhtml",
        "token_url": f"{services}/ws/rest/oauth/obtenerToken",
        "userinfo_url": f"{services}/ws/rest/oauth/datosUsuario",
    }


PRESETS: dict[str, dict[str, Any]] = {
    "llavemx": _llave("llavemx", "Llave MX", "https://www.llave.gob.mx", "https://www.api.llave.gob.mx"),
    "llavemx-pruebas": _llave(
        "llavemx-pruebas",
        _("Llave MX (test environment)"),
        "https://val-llave.infotec.mx",
        "https://val-api-llave.infotec.mx",
    ),
}
