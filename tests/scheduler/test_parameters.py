"""CP-SAT's parameters stay as they were measured to be best on two cores."""

from rollout.scheduler import parameters
from rollout.scheduler.parameters import skeleton_solver, steady_solver


def test_the_parameters_are_pinned() -> None:
    assert parameters.STEADY == {"num_workers": 1, "linearization_level": 2}
    assert parameters.SKELETON == {"num_workers": 1, "linearization_level": 2, "cut_level": 0}


def test_a_solver_gets_its_parameters_seed_and_effort() -> None:
    steady = steady_solver(seed=7, effort=0.5).parameters
    assert (steady.num_workers, steady.linearization_level, steady.cut_level) == (1, 2, 1)
    assert (steady.random_seed, steady.max_deterministic_time) == (7, 0.5)
    skeleton = skeleton_solver(seed=7, schools=1000).parameters
    assert (skeleton.cut_level, skeleton.relative_gap_limit) == (0, 0.02)
    assert skeleton.max_deterministic_time == 5
