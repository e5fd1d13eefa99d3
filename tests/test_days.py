"""A day is passed, not asked for: whatever holds as of a day or a moment is told which."""

import ast
from pathlib import Path

import pytest

from tests.test_house import AREAS, python_files

# Where a request, a command, a task or a page's tag begins: these ask, and pass it on.
MAY_ASK = {"views", "tasks", "management", "templatetags", "demo"}
# These ask besides, each for its reason, and no others.
ASKING = {
    "the helper itself": ["common/dates.py"],
    "the middleware: a viewer looks at a moment": ["organisation/access.py"],
    "stamps what is written, or names it, by when that was": [
        "calendars/addresses/actions.py",
        "logbook/needs/actions.py",
        "notifications/actions/acting.py",
        "notifications/actions/feeds.py",
        "notifications/actions/unclear.py",
        "notifications/files.py",
        "notifications/ical.py",
    ],
    "judges behind the lock what may still be written: it may have waited for that": [
        "logbook/actions.py",
        "logbook/also_came/actions.py",
        "organisation/letting_in/actions.py",
        "planning/actions.py",
        "planning/guests/actions.py",
        "planning/new_dates.py",
    ],
    "hears of a write as it is made, from whoever makes it": [
        "logbook/listening.py",
        "notifications/actions/causing.py",
        "notifications/actions/queueing.py",
        "notifications/actions/replies.py",
        "notifications/listening.py",
        "planning/guests/freed_seats.py",
    ],
    "works by the clock: the worker's and tick's jobs": [
        "calendars/feeds.py",
        "common/background.py",
        "notifications/actions/account_sending.py",
        "notifications/actions/reminding.py",
        "notifications/actions/sending.py",
        "notifications/actions/concerned.py",
        "proposals/actions.py",
        "proposals/runs.py",
    ],
    "makes a change to foresee it, as it would be made now": [
        "exchange/actions.py",
        "home/changes/programmes.py",
        "home/changes/roles.py",
        "proposals/accepting/actions.py",
        "proposals/foreseeing.py",
        "proposals/naming.py",
    ],
}
MODULES = {"timezone", "dt", "datetime", "date", "time"}
CLOCKS = {"now", "today", "localdate", "localtime", "localnow", "utcnow"}


def asks(source: str) -> list[int]:
    """The lines that ask what day or time it is. `default=timezone.now` asks nothing: the row that
    is made does."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and is_clock(node)
    ]


def is_clock(call: ast.Call) -> bool:
    """Whether a call gives the day or the moment: `localdate(moment)` doesn't."""
    named = call.func
    if isinstance(named, ast.Name):
        return named.id == "today" and not call.args
    if not isinstance(named, ast.Attribute) or named.attr not in CLOCKS:
        return False
    owner = named.value
    whose = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
    return whose in MODULES and (named.attr == "now" or not call.args)


def layer_may_ask(path: Path) -> bool:
    return bool(MAY_ASK & {part.removesuffix(".py") for part in path.relative_to(AREAS).parts})


def test_only_views_commands_and_tasks_ask_what_day_it_is() -> None:
    """Rules, models, queries, forms, tables, figures and what is kept are told. A new file isn't to
    be added above but for a reason that stands there."""
    asking = {
        str(path.relative_to(AREAS))
        for path in python_files()
        if not layer_may_ask(path) and asks(path.read_text())
    }
    assert asking == {name for files in ASKING.values() for name in files}


@pytest.mark.parametrize(
    ("line", "is_asking"),
    [
        ("today()", True),
        ("timezone.now()", True),
        ("timezone.localdate()", True),
        ("timezone.localtime()", True),
        ("dt.date.today()", True),
        ("dt.datetime.now(dt.UTC)", True),
        ("timezone.localdate(moment)", False),
        ("timezone.localtime(workshop.starts_at)", False),
        ("models.DateTimeField(default=timezone.now)", False),
        ("viewer.now", False),
        ("next_away(days, today)", False),
    ],
)
def test_asking_is_told_from_reckoning(line: str, *, is_asking: bool) -> None:
    assert bool(asks(line)) is is_asking
