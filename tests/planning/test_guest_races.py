"""Two at once: the last seat is given once, a freed one once, and nobody is left without either."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, connections

from rollout.competence.frameworks import load_frameworks
from rollout.planning.actions import answer_invitation, cancel_workshop
from rollout.planning.guests.actions import join_line, leave_place, take_place
from rollout.planning.guests.queries import rooms
from rollout.planning.models import GuestPlace, Workshop
from tests.personas import make_world
from tests.planning.guests import Swap, make_swap


@pytest.fixture
def swap(transactional_db: None) -> Swap:
    load_frameworks(apps)
    return make_swap(make_world())


def at_once(*actions: Callable[[], object]) -> list[str]:
    """Run each in a thread of its own, with its own connection; how each one ended."""
    ended = ["" for _ in actions]
    start = threading.Barrier(len(actions))

    def run(number: int, action: Callable[[], object]) -> None:
        try:
            start.wait()
            action()
            ended[number] = "done"
        except ValidationError:
            ended[number] = "refused"
        except Exception as error:
            ended[number] = repr(error)
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ended)


def taking(swap: Swap, person: Any) -> Callable[[], object]:
    return lambda: take_place(person=person, own=swap.own, to=swap.there)


@pytest.mark.parametrize("wanting", [2, 6])
def test_the_last_seat_is_given_once(swap: Swap, wanting: int) -> None:
    people = [swap.newcomer() for _ in range(wanting)]
    ended = at_once(*(taking(swap, person) for person in people))
    assert ended == ["done"] + ["refused"] * (wanting - 1)
    assert GuestPlace.objects.taken().count() == 1
    assert rooms([swap.there])[swap.there.pk].free == 0


def test_a_double_tap_is_one_place(swap: Swap) -> None:
    assert at_once(taking(swap, swap.siri), taking(swap, swap.siri)) == ["done", "done"]
    assert GuestPlace.objects.count() == 1


def test_a_seat_freed_twice_at_once_goes_to_two_in_turn(swap: Swap) -> None:
    guest, *line = [swap.newcomer() for _ in range(4)]
    place = take_place(person=guest, own=swap.own, to=swap.there)
    for person in line:
        join_line(person=person, own=swap.own, to=swap.there)
    ended = at_once(
        lambda: leave_place(place=place, back=True),
        lambda: answer_invitation(workshop=swap.there, person=swap.sara, answer="no"),
    )
    assert ended == ["done", "done"]
    assert [swap.status(person) for person in line] == [["taken"], ["taken"], ["waiting"]]


def test_a_seat_is_not_given_at_a_workshop_that_is_being_cancelled(swap: Swap) -> None:
    ended = at_once(
        taking(swap, swap.siri),
        lambda: cancel_workshop(
            workshop=Workshop.objects.get(pk=swap.there.pk), revision=0, reason="Syk"
        ),
    )
    assert ended in (["done", "done"], ["done", "refused"])
    assert not GuestPlace.objects.in_force().exists()


def test_answers_and_moves_at_once_end_in_one_of_the_two(swap: Swap) -> None:
    ended = at_once(
        taking(swap, swap.siri),
        lambda: answer_invitation(workshop=swap.own, person=swap.siri, answer="yes"),
    )
    assert ended == ["done", "done"]
    moved = swap.status(swap.siri)[-1:] == ["taken"]
    assert swap.answer(swap.siri, swap.own) == ("no" if moved else "yes")
    assert connection.vendor in ("sqlite", "postgresql")
