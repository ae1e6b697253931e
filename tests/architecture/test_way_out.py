"""The server calls other machines through participation.outgoing alone."""

import ast

from tests.architecture.source import trees

CLIENTS = ("requests", "httpx", "urllib3", "urllib.request", "http.client", "aiohttp", "socket", "pycurl", "websockets")
# Who else may import one of them, and why it calls nobody outside.
MAY = {
    "participation/outgoing/wire.py": "the way out itself",
    "participation/outgoing/client.py": "the way out itself",
    "participation/web/courier.py": "brings answers to readers over connections that they opened",
    "config/demo_net.py": "looks for a free port of this machine, and whether the demo answers there",
    "config/health.py": "asks this machine's own web process how it is",
}


def imported(tree: ast.Module) -> set[str]:
    """The HTTP clients and sockets that a module imports, also by name in a string."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
            ("import_module", "__import__", "import_string")
        ):
            names |= {arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)}
    return {client for client in CLIENTS for name in names if name == client or name.startswith(f"{client}.")}


def test_no_other_module_of_the_product_calls_out() -> None:
    found = {path for path, tree in trees().items() if imported(tree)}
    assert found == set(MAY)


def test_the_net_is_tight_enough() -> None:
    for code in (
        "import requests", "from urllib import request", "from urllib.request import urlopen", "import http.client as h",
        "import_module('httpx')", "from http import client", "import urllib3.poolmanager", "import socket",
    ):  # fmt: skip
        assert imported(ast.parse(code)), code
    assert not imported(ast.parse("from urllib.parse import quote\nfrom django.http import request\nimport http"))
