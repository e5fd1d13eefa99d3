"""Searching as people type: word by word, in small letters or capitals, without marks."""

from typing import Any

from django.db.backends.signals import connection_created
from django.db.models import CharField, Q, TextField, Transform

from rollout.common.names import PLAIN_LETTERS, unaccented

MOST_WORDS = 8


def by_postgres() -> str:
    """What `unaccented` does, as PostgreSQL has it. Its `lower` may leave all but a to z alone, so
    capitals are named too."""
    sql = r"lower(regexp_replace(normalize(%(expressions)s, NFD), '[\u0300-\u036f]', '', 'g'))"
    letters = PLAIN_LETTERS | {one.upper(): typed for one, typed in PLAIN_LETTERS.items()}
    single = {letter: typed for letter, typed in letters.items() if len(letter + typed) == 2}
    for letter in letters.keys() - single.keys():
        sql = f"replace({sql}, '{letter}', '{letters[letter]}')"
    return f"translate({sql}, '{''.join(single)}', '{''.join(single.values())}')"


class Unaccented(Transform):
    """A column’s text as `unaccented` makes it, in the database."""

    lookup_name = "unaccented"
    function = "rollout_unaccented"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return super().as_sql(compiler, connection, template=by_postgres(), **context)


def holding(text: str, *fields: str) -> Q:
    """Rows of which each word of a text is in one of the fields."""
    found = Q()
    for word in unaccented(text).split()[:MOST_WORDS]:
        one = Q()
        for field in fields:
            one |= Q(**{f"{field}__unaccented__contains": word})
        found &= one
    return found


def holds(name: str, text: str) -> bool:
    """Whether a name has each word of a text."""
    plain = unaccented(name)
    return all(word in plain for word in unaccented(text).split())


def teach_sqlite(connection: Any, **_kwargs: object) -> None:
    if connection.vendor == "sqlite":
        connection.connection.create_function(
            Unaccented.function, 1, lambda text: text and unaccented(text), deterministic=True
        )


def connect() -> None:
    """Make the lookup known to text fields, and its function to every SQLite connection."""
    CharField.register_lookup(Unaccented)
    TextField.register_lookup(Unaccented)
    connection_created.connect(teach_sqlite, dispatch_uid="teach_sqlite")
