"""A prepared statement asked without a cursor answers, fails and is counted as with one."""

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from participation.quick_statements import Statement

SQL = "SELECT %s::int + 1, now() IS NOT NULL, '{}'::jsonb"


def prepared(sql: str, parameters: list[int]) -> Statement:
    connection.ensure_connection()
    psycopg.Cursor(connection.connection).execute(sql, parameters, prepare=True)
    return Statement(sql)


@pytest.mark.django_db
def test_it_answers_what_a_cursor_answers() -> None:
    statement = Statement(SQL.replace("+ 1", "+ 1000"))
    assert statement.rows(connection, [1]) is None  # nobody prepared it yet
    statement = prepared(SQL, [1])
    for number in (1, 2, 3):
        assert statement.rows(connection, [number]) == [
            tuple(psycopg.Cursor(connection.connection).execute(SQL, [number]).fetchone())
        ]


@pytest.mark.django_db
def test_it_is_seen_by_whoever_watches_the_queries() -> None:
    statement = prepared(SQL, [1])
    seen = []

    def watch(execute, sql, parameters, many, context):  # type: ignore[no-untyped-def]
        seen.append(sql)
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(watch):
        assert statement.rows(connection, [1])
        assert statement.rows(connection, [1], counted=False)
    assert seen == [SQL]
    with CaptureQueriesContext(connection):
        assert statement.rows(connection, [1]) is None  # the usual way writes the log


@pytest.mark.django_db
def test_after_its_statements_were_dropped_it_goes_the_usual_way() -> None:
    statement = prepared(SQL, [1])
    connection.connection.execute("DEALLOCATE ALL")
    assert statement.rows(connection, [1]) is None


@pytest.mark.django_db
def test_an_error_is_djangos_and_breaks_no_more_than_its_transaction() -> None:
    statement = prepared("SELECT 1 / %s::int", [1])
    with pytest.raises(DatabaseError, match="division by zero"), transaction.atomic():
        statement.rows(connection, [0])
    assert statement.rows(connection, [1]) in ([(1,)], None)
