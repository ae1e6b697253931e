"""Says with each answer how many queries it took and which process gave it. Listed by ``bench.settings`` alone."""

import os
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponseBase

QUERIES, WORKER = "X-Bench-Queries", "X-Bench-Worker"


class CountQueries:
    """The outermost layer: what a page cache answers counts no query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and write the count beside the answer."""
        count = 0

        def counted(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
            nonlocal count
            count += 1
            return execute(sql, params, many, context)

        with connection.execute_wrapper(counted):
            response = self.get_response(request)
        response[QUERIES] = str(count)
        response[WORKER] = str(os.getpid())
        return response
