"""What hangs on a change in short, in words."""

from collections.abc import Iterator

from django.utils.translation import ngettext

from rollout.home.changes.hanging import Hanging


def in_short(hanging: Hanging) -> list[str]:
    """A line for each kind of thing that hangs on a change; what it is stands further down."""
    counted = [*people(hanging), *things(hanging)]
    return [*hanging.besides.facts, *(text % {"n": count} for count, text in counted if count)]


def people(hanging: Hanging) -> Iterator[tuple[int, str]]:
    """How many superusers meet otherwise, in each way, with what is said of so many."""
    yield (
        n := len(hanging.foreseen.left),
        ngettext("%(n)s superuser leaves their cohort", "%(n)s superusers leave their cohort", n),
    )
    yield (
        n := len(hanging.foreseen.moved),
        ngettext("%(n)s superuser changes cohorts", "%(n)s superusers change cohorts", n),
    )
    yield (
        n := len(hanging.foreseen.kept),
        ngettext(
            "%(n)s superuser stays in their cohort, for another school",
            "%(n)s superusers stay in their cohort, for another school",
            n,
        ),
    )
    yield (
        n := len(hanging.foreseen.placed),
        ngettext(
            "%(n)s superuser gets a place in a cohort",
            "%(n)s superusers get a place in a cohort",
            n,
        ),
    )
    yield (
        n := hanging.besides.waiting,
        ngettext(
            "%(n)s superuser has no cohort yet: choose one under Cohorts afterwards",
            "%(n)s superusers have no cohort yet: choose one under Cohorts afterwards",
            n,
        ),
    )


def things(hanging: Hanging) -> Iterator[tuple[int, str]]:
    """How many workshops, sessions and places go, with what is said of so many."""
    found = hanging.foreseen
    yield (
        n := len(found.called_off),
        ngettext("%(n)s workshop is cancelled", "%(n)s workshops are cancelled", n),
    )
    yield (
        n := len(hanging.besides.sessions),
        ngettext("%(n)s planned session is cancelled", "%(n)s planned sessions are cancelled", n),
    )
    yield (
        n := len(found.given_back),
        ngettext(
            "%(n)s place with another cohort is given back",
            "%(n)s places with another cohort are given back",
            n,
        ),
    )
