"""The small demo, made by the first test that looks at it."""

import pytest

from rollout.demo.build import build
from rollout.planning.models import Programme
from tests.made_once import MadeOnce

the_demo = MadeOnce(lambda: build("small", seed=3))


@pytest.fixture
def programme(db: None) -> Programme:
    """The demo's programme, as it stands on the day of the tests."""
    return the_demo()
