"""The server's own requests to other machines: by which schemes and ports."""

from django.core.exceptions import ImproperlyConfigured

from config.env import env_bool, env_list

AZOTEA_OUTGOING_HTTP = env_bool("AZOTEA_OUTGOING_HTTP", default=False)
_ports = env_list("AZOTEA_OUTGOING_PORTS", ["443", "8443"])
if not all(port.isascii() and port.isdigit() and 0 < int(port) < 65536 for port in _ports):
    raise ImproperlyConfigured("AZOTEA_OUTGOING_PORTS must be numbers of ports, separated by commas")
AZOTEA_OUTGOING_PORTS = frozenset(int(port) for port in _ports)
