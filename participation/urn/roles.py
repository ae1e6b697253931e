"""The database's roles and schemas of roll and urn, made before the first migration: ``manage.py setup_roles``.

Two roles that nobody signs in with, ``<database>_roll`` and ``<database>_urn``, own a schema each. The application's
role may take each of them on (``SET ROLE``) and inherits the rights of neither. Everything here can be repeated; what
is right already is left alone, so that repeating needs no more rights than reading.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, transaction
from psycopg import sql

from participation.urn.chambers import forget

CHAMBERS = ("roll", "urn")
TABLES = {  # those of the first migration
    "roll": ("participation_rollentry",),
    "urn": ("participation_ballot", "participation_countedballot"),
}
LONGEST = 58  # of PostgreSQL's 63 bytes for a name, less the ending
APART = 160_000  # PostgreSQL 16 tells inheriting and taking on apart for each grant
# What web processes and workers do with the tables of everything else; tables of later migrations too.
PUBLIC = (
    "GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}",
    "GRANT USAGE ON SCHEMA public TO {}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {}",
)
FOREIGN = """
    SELECT c.relname, r.rolname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_roles r ON r.oid = n.nspowner WHERE n.nspname = %s AND c.relkind = 'r' AND c.relowner <> n.nspowner
"""
GRANTED = """
    SELECT DISTINCT c.relname, r.rolname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    CROSS JOIN aclexplode(c.relacl) AS a LEFT JOIN pg_roles r ON r.oid = a.grantee
    WHERE n.nspname = %s AND c.relkind = 'r' AND a.grantee <> c.relowner
"""


@dataclass(frozen=True, slots=True)
class Found:
    """What there is of one schema."""

    owner: str  # "" where there is no such schema
    dedicated: bool  # nobody signs in as its owner
    may_set: bool  # the application's role may take the owner on
    inherits: bool  # the application's role has the owner's rights without taking it on
    everything: bool  # the application's role is a superuser's: nothing is closed to it


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
    everything = is_superuser(cursor, application)
    if not owner:
        return Found("", False, False, False, everything)
    how = "SET" if cursor.connection.info.server_version >= APART else "MEMBER"
    cursor.execute(f"SELECT pg_has_role(%s, %s, '{how}'), pg_has_role(%s, %s, 'USAGE')", [application, owner] * 2)
    may_set, inherits = cursor.fetchone()
    return Found(owner, dedicated, may_set, inherits, everything)


def is_superuser(cursor: Any, role: str) -> bool:
    """Tell whether a role may do everything, so that no schema is closed to it."""
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [role])
    row = cursor.fetchone()
    return bool(row and row[0])


def set_up(application: str = "", password: str = "") -> list[str]:
    """Make what is missing, over Django's connection; return what was done, in words.

    ``application`` is the role with which the web processes sign in, where it is another one than that of this
    connection: it is made too, and may read and write what lies in ``public``, and change no table. Raises
    ImproperlyConfigured where this connection's role may not: the message says what an administrator runs.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT current_user, current_database()")
            me, database = cursor.fetchone()
            application = application or me
            done = [] if application == me else _set_up_application(cursor, application, password, database)
            for role in dict.fromkeys([me, application]):
                for chamber in CHAMBERS:
                    done += _set_up_chamber(cursor, chamber, role, database)
    except DatabaseError as error:
        raise ImproperlyConfigured(
            f"This role may not make the roles of roll and urn ({error}). Have an administrator of the server run what"
            " manage.py setup_roles --sql prints (docs/running.md)."
        ) from error
    forget()
    return done


def _set_up_application(cursor: Any, application: str, password: str, database: str) -> list[str]:
    """Make the role of the web processes, and let it read and write everything that is not sealed."""
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [application])
    made = cursor.fetchone() is None
    role, here = sql.Identifier(application), sql.Identifier(database)
    if made:
        cursor.execute(said("CREATE ROLE {} LOGIN NOINHERIT", role))
    if password:
        cursor.execute(said("ALTER ROLE {} PASSWORD {}", role, sql.Literal(password)))
    for statement in PUBLIC:
        cursor.execute(said(statement, role) if "DATABASE" not in statement else said(statement, here, role))
    return [f"application: {application}"] if made else []


def _set_up_chamber(cursor: Any, chamber: str, application: str, database: str) -> list[str]:
    found = look(cursor, chamber, application)
    done = []
    if not (found.dedicated and found.may_set and (found.everything or not found.inherits)):
        owner = found.owner if found.dedicated else role_name(database, chamber)
        for statement in statements(cursor, chamber, owner, application):
            cursor.execute(statement)
        if found.owner and not found.dedicated:
            _give_schema(cursor, chamber, owner, database)
        as_owner(cursor, chamber, said("REVOKE ALL ON SCHEMA {} FROM PUBLIC", sql.Identifier(chamber)))
        done.append(f"{chamber}: {owner}")
    return done + _take_tables(cursor, chamber)


def statements(cursor: Any, chamber: str, owner: str, application: str) -> list[str]:
    """Return the statements that make a role and its schema, in PostgreSQL's words for this server."""
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [owner])
    exists = cursor.fetchone() is not None
    cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [chamber])
    schema = cursor.fetchone() is not None
    apart = cursor.connection.info.server_version >= APART
    wanted = [
        "" if exists else "CREATE ROLE {owner} NOLOGIN NOINHERIT",
        "GRANT {owner} TO {application}" + (" WITH INHERIT FALSE, SET TRUE" if apart else ""),
        # Before PostgreSQL 16 a role inherits from all that it is a member of, or from none.
        "" if apart else "ALTER ROLE {application} NOINHERIT",
        "" if schema else "CREATE SCHEMA {chamber} AUTHORIZATION {owner}",
    ]
    names = {"owner": owner, "application": application, "chamber": chamber}
    parts = {name: sql.Identifier(value) for name, value in names.items()}
    return [sql.SQL(text).format(**parts).as_string(None) for text in wanted if text]


def _give_schema(cursor: Any, chamber: str, owner: str, database: str) -> None:
    """Give a schema and what lies in it from whoever restored it to its role, with no more rights than theirs."""
    inside, role, here = sql.Identifier(chamber), sql.Identifier(owner), sql.Identifier(database)
    cursor.execute(said("GRANT CREATE ON DATABASE {} TO {}", here, role))
    cursor.execute(said("GRANT USAGE, CREATE ON SCHEMA {} TO {}", inside, role))
    cursor.execute(
        "SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = %s::regnamespace", [chamber]
    )
    for (table,) in cursor.fetchall():
        cursor.execute(said("ALTER TABLE {} OWNER TO {}", sql.Identifier(chamber, table), role))
    cursor.execute(said("ALTER SCHEMA {} OWNER TO {}", inside, role))
    cursor.execute(said("REVOKE CREATE ON DATABASE {} FROM {}", here, role))


def _take_tables(cursor: Any, chamber: str) -> list[str]:
    """Give the tables of a schema to its owner alone: after a restore they are whoever's restored them."""
    cursor.execute(FOREIGN, [chamber])
    taken = []
    for table, owner in cursor.fetchall():
        cursor.execute(said("ALTER TABLE {} OWNER TO {}", sql.Identifier(chamber, table), sql.Identifier(owner)))
        taken.append(f"{chamber}.{table}: {owner}")
    cursor.execute(GRANTED, [chamber])
    for table, grantee in cursor.fetchall():
        everybody = grantee is None
        names = sql.Identifier(chamber, table), sql.SQL("PUBLIC") if everybody else sql.Identifier(grantee)
        as_owner(cursor, chamber, said("REVOKE ALL ON {} FROM {}", *names))
        taken.append(f"{chamber}.{table}: -{grantee or 'PUBLIC'}")
    return taken


def move_tables(chamber: str, tables: Iterable[str] = ()) -> None:
    """Move the tables that a migration made into their schema, and give them to its owner; within its transaction.

    ``tables`` names those of a later migration; without it the first ones are moved.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (me,) = cursor.fetchone()
        inside, mine = sql.Identifier(chamber), sql.Identifier(me)
        as_owner(cursor, chamber, said("GRANT USAGE, CREATE ON SCHEMA {} TO {}", inside, mine))
        for table in tables or TABLES[chamber]:
            name = sql.Identifier(table)
            cursor.execute(said("ALTER TABLE {} SET SCHEMA {}", name, inside))
            owner = sql.Identifier(look(cursor, chamber, me).owner)
            cursor.execute(said("ALTER TABLE {}.{} OWNER TO {}", inside, name, owner))
        _take_tables(cursor, chamber)
        as_owner(cursor, chamber, said("REVOKE USAGE, CREATE ON SCHEMA {} FROM {}", inside, mine))


def as_owner(cursor: Any, chamber: str, statement: str) -> None:
    """Run statements of a migration as the owner of a schema, within its transaction."""
    cursor.execute("SELECT current_user")
    (me,) = cursor.fetchone()
    cursor.execute(said("SET LOCAL ROLE {}", sql.Identifier(look(cursor, chamber, me).owner)))
    cursor.execute(statement)
    cursor.execute("RESET ROLE")


def said(text: str, *names: sql.Composable) -> str:
    """Return a statement with its names put in and quoted."""
    return sql.SQL(text).format(*names).as_string(None)
