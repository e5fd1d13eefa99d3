"""Random histories: nothing moves that nobody moved, and nobody hears what wasn't foreseen."""

import pytest

from tests.proposals.histories import Tally, play_one


@pytest.mark.django_db
def test_every_mail_of_a_random_history_was_foreseen_and_is_news() -> None:
    tally = Tally()
    for seed in range(5):
        play_one(seed, 4, tally)
    assert tally.runs == 5
    assert tally.mails > 10
    assert (tally.unannounced, tally.twice) == (0, 0)
