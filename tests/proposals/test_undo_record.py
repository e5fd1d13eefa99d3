"""What accepting did, as the database keeps it: a plan accepted long ago can still be undone."""

from typing import Any

from rollout.proposals.accepting.record import Applied

KEPT: dict[str, Any] = {
    "cohorts_made": [3],
    "memberships_made": [8, 9],
    "memberships_ended": [[4, None], [5, "2026-12-31"]],
    "memberships_removed": [
        {"cohort_id": 1, "role_id": 7, "starts_on": "2027-01-01", "ends_on": None}
    ],
    "workshops_made": [21, 22],
    "workshops_changed": [
        {
            "pk": 20,
            "invited": True,
            "answers": [
                {
                    "person_id": 2,
                    "answer": "no",
                    "reason": "Syk",
                    "answered_at": "2026-11-02T08:15:00.123456+00:00",
                },
                {"person_id": 6, "answer": "yes", "reason": "", "answered_at": None},
            ],
            "starts_at": "2027-01-14T13:00:00+00:00",
            "ends_at": "2027-01-14T15:00:00+00:00",
            "venue_id": None,
            "facilitator_id": 18,
            "revision": 2,
        }
    ],
    "workshops_removed": [
        {
            "starts_at": "2027-02-11T13:00:00+00:00",
            "ends_at": "2027-02-11T15:00:00+00:00",
            "venue_id": 1,
            "facilitator_id": None,
            "cohort_id": 1,
            "kit_id": 5,
            "link": "",
            "note": "",
            "replaces_id": None,
        }
    ],
    "workshops_cancelled": [],
    "guests_seated": [11],
}


def test_what_is_kept_is_read_and_written_just_so() -> None:
    assert Applied.from_json(KEPT).to_json() == KEPT


def test_the_workshops_of_an_acceptance_are_those_it_made_and_those_it_changed() -> None:
    applied = Applied.from_json(KEPT)
    assert applied.revisions == {20: 2, 21: 0, 22: 0}
    assert set(applied.workshops) == {20, 21, 22}
    assert applied.uninvited == []


def test_days_and_times_come_back_as_such() -> None:
    applied = Applied.from_json(KEPT)
    (changed,), (removed,) = applied.workshops_changed, applied.memberships_removed
    assert (changed.ends_at - changed.starts_at).total_seconds() == 7200
    assert removed.starts_on.year == 2027
    assert applied.memberships_ended[1][1].isoformat() == "2026-12-31"
