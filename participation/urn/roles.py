"""The database's roles and schemas of roll and urn, made before the first migration: ``manage.py setup_roles``.

Two roles that nobody signs in with, ``<database>_roll`` and ``<database>_urn``, own a schema each. The application's
role may take each of them on (``SET ROLE``) and inherits the rights of neither. Everything here can be repeated; what is
right already is left alone, so that repeating needs no more rights than reading.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from psycopg import sql

CHAMBERS = ("roll", "urn")
TABLES = {
    "roll": ("participation_rollentry",),
    "urn": ("participation_ballot", "participation_countedballot"),
}
LONGEST = 58  # of PostgreSQL's 63 bytes for a name, less the ending
SET_OPTION = 160_000  # PostgreSQL 16 tells inheriting and setting apart for each grant


@dataclass(frozen=True, slots=True)
class Found:
    """What there is of one schema."""

    owner: str  # "" where there is no such schema
    dedicated: bool  # nobody signs in as its owner
    may_set: bool  # the application's role may take the owner on
    inherits: bool  # the application's role has the owner's rights without taking it on


def role_name(database: str, chamber: str) -> str:
    """Return the role's name: prefixed by its database, since roles are of the whole server."""
    return f"{re.sub(r'[^a-z0-9_]', '_', database.lower())[:LONGEST]}_{chamber}"


def look(cursor: Any, chamber: str, application: str) -> Found:
    """Return what there is of a schema, and what the application's role may do with it."""
    cursor.execute(
        "SELECT r.rolname, NOT r.rolcanlogin FROM pg_namespace n JOIN pg_roles r ON r.oid = n.nspowner"
        " WHERE n.nspname = %s",
        [chamber],
    )
    owner, dedicated = cursor.fetchone() or ("", False)
    if not owner:
        return Found("", False, False, False)
    how = "SET" if cursor.connection.info.server_version >= SET_OPTION else "MEMBER"
    cursor.execute(f"SELECT pg_has_role(%s, %s, '{how}'), pg_has_role(%s, %s, 'USAGE')", [application, owner] * 2)
    may_set, inherits = cursor.fetchone()
    return Found(owner, dedicated, may_set, inherits)


def is_superuser(cursor: Any, role: str) -> bool:
    """Tell whether a role may do everything, so that no schema is closed to it."""
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [role])
    row = cursor.fetchone()
    return bool(row and row[0])


def set_up(application: str = "") -> list[str]:
    """Make what is missing for the application's role, over Django's connection; return what was done, in words.

    Raises ImproperlyConfigured where the connection's role may not: the message says what an administrator runs.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_database()")
        me, database = cursor.fetchone()
        try:
            return _set_up(cursor, application or me, database)
        except DatabaseError as error:
            raise ImproperlyConfigured(
                f"The role {me} may not make the roles of roll and urn ({error}). Have an administrator of the server"
                " run what manage.py setup_roles --sql prints (docs/running.md)."
            ) from error


def _set_up(cursor: Any, application: str, database: str) -> list[str]:
    done = []
    for chamber in CHAMBERS:
        found = look(cursor, chamber, application)
        superuser = is_superuser(cursor, application)
        ready = found.dedicated and found.may_set and (superuser or not found.inherits)
        if not ready:
            owner = found.owner if found.dedicated else role_name(database, chamber)
            for statement in statements(cursor, chamber, owner, application, schema=bool(found.owner)):
                cursor.execute(statement)
            done.append(f"{chamber}: {owner}")
        done.extend(_take_tables(cursor, chamber))
    return done


def statements(cursor: Any, chamber: str, owner: str, application: str, *, schema: bool) -> list[str]:
    """Return the statements that make a role and its schema, in PostgreSQL's words for this server."""
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [owner])
    exists = cursor.fetchone() is not None
    grant = "GRANT {owner} TO {application}"
    if cursor.connection.info.server_version >= SET_OPTION:
        grant += " WITH INHERIT FALSE, SET TRUE"
    wanted = [
        "" if exists else "CREATE ROLE {owner} NOLOGIN NOINHERIT",
        grant,
        # Before PostgreSQL 16 a role inherits from all that it is a member of, or from none.
        "" if cursor.connection.info.server_version >= SET_OPTION else "ALTER ROLE {application} NOINHERIT",
        "ALTER SCHEMA {chamber} OWNER TO {owner}" if schema else "CREATE SCHEMA {chamber} AUTHORIZATION {owner}",
        "REVOKE ALL ON SCHEMA {chamber} FROM PUBLIC",
    ]
    names = {"owner": owner, "application": application, "chamber": chamber}
    parts = {name: sql.Identifier(value) for name, value in names.items()}
    return [sql.SQL(text).format(**parts).as_string(None) for text in wanted if text]


def _take_tables(cursor: Any, chamber: str) -> list[str]:
    """Give the tables of a schema to its owner: after a restore without owners they are whoever restored them."""
    cursor.execute(
        "SELECT c.relname, r.rolname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " JOIN pg_roles r ON r.oid = n.nspowner WHERE n.nspname = %s AND c.relkind = 'r' AND c.relowner <> n.nspowner",
        [chamber],
    )
    taken = []
    for table, owner in cursor.fetchall():
        cursor.execute(_said("ALTER TABLE {} OWNER TO {}", sql.Identifier(chamber, table), sql.Identifier(owner)))
        taken.append(f"{chamber}.{table}: {owner}")
    return taken


def move_tables(chamber: str) -> None:
    """Move the tables that a migration made into their schema, and give them to its owner; within its transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (me,) = cursor.fetchone()
        inside, mine = sql.Identifier(chamber), sql.Identifier(me)
        as_owner(cursor, chamber, _said("GRANT USAGE, CREATE ON SCHEMA {} TO {}", inside, mine))
        for table in TABLES[chamber]:
            name = sql.Identifier(table)
            cursor.execute(_said("ALTER TABLE {} SET SCHEMA {}", name, inside))
            owner = sql.Identifier(look(cursor, chamber, me).owner)
            cursor.execute(_said("ALTER TABLE {}.{} OWNER TO {}", inside, name, owner))
        as_owner(cursor, chamber, _said("REVOKE USAGE, CREATE ON SCHEMA {} FROM {}", inside, mine))


def as_owner(cursor: Any, chamber: str, statement: str) -> None:
    """Run statements of a migration as the owner of a schema, within its transaction."""
    cursor.execute("SELECT current_user")
    (me,) = cursor.fetchone()
    cursor.execute(_said("SET LOCAL ROLE {}", sql.Identifier(look(cursor, chamber, me).owner)))
    cursor.execute(statement)
    cursor.execute("RESET ROLE")


def _said(text: str, *names: sql.Composable) -> str:
    return sql.SQL(text).format(*names).as_string(None)
