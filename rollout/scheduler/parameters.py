"""CP-SAT's parameters, in one place: on two cores its default portfolio hides its quality."""

from ortools.sat.python import cp_model

# One worker with a strong linear relaxation: finds and bounds well, and is reproducible.
STEADY = {"num_workers": 1, "linearization_level": 2}
# A skeleton's relaxation is nearly whole as it is; cuts cost more time than they gain.
SKELETON = {**STEADY, "cut_level": 0}
SKELETON_GAP = 0.02  # share over the bound at which a skeleton is good enough to begin from
SKELETON_EFFORT = 1.0


def solver_with(parameters: dict[str, int], seed: int, effort: float) -> cp_model.CpSolver:
    """A solver with these parameters that gives the same answer every time within `effort`, in
    CP-SAT's deterministic units (about a second each)."""
    solver = cp_model.CpSolver()
    for name, value in parameters.items():
        setattr(solver.parameters, name, value)
    solver.parameters.random_seed = seed
    solver.parameters.max_deterministic_time = effort
    return solver


def steady_solver(seed: int, effort: float) -> cp_model.CpSolver:
    """A solver for dates and members."""
    return solver_with(STEADY, seed, effort)


def skeleton_solver(seed: int, schools: int, times: float = 1.0) -> cp_model.CpSolver:
    """A solver for the skeleton of so many schools, with so many times the usual effort."""
    solver = solver_with(SKELETON, seed, SKELETON_EFFORT * times * max(1.0, schools / 200))
    solver.parameters.relative_gap_limit = SKELETON_GAP
    return solver
