"""From when an import’s employments count."""

from rollout.common.dates import school_year_start, today
from rollout.exchange.queries import first_day
from tests import factories as make
from tests.personas import World


def test_a_first_list_holds_for_the_school_year_and_the_next_from_today(world: World) -> None:
    assert first_day(make.school_owner(), today()) == school_year_start(today())
    assert first_day(world.owner, today()) == today()
