"""Solves made-up years, one a seed, and prints a table: how soon there is a plan or a proof.

uv run --group test python -m tests.benchmarks.seeds --sizes city lillestrom --seeds 101 120

Each solve ends at its first plan, or goes on for all its seconds with `--whole`. CPU seconds stand
beside the seconds of the clock, since other programs on the machine take from the latter only.
"""

import argparse
import os
from collections import Counter
from itertools import product

from rollout.scheduler import price
from rollout.scheduler.problem import PLANNED_MODES, Mode, Problem
from rollout.scheduler.solve import Outcome, solve
from tests.benchmarks.plan_instances import SIZES, make_problem
from tests.benchmarks.plans import Watch

COLUMNS = ("seed", "size", "mode", "first plan or proof s (CPU)", "status", "price", "bound")


def solved(problem: Problem, options: argparse.Namespace) -> tuple[Outcome, Watch]:
    """How a year's solve went."""
    watch = Watch()
    outcome = solve(
        problem,
        time_limit=options.seconds,
        workers=options.workers,
        on_progress=watch,
        first_only=not options.whole,
    )
    if outcome.plan and price.broken_rules(problem, outcome.plan):
        raise SystemExit("the plan breaks a rule")
    return outcome, watch


def row(seed: int, size: str, mode: Mode, outcome: Outcome, watch: Watch) -> str:
    soon = f"{outcome.seconds:.1f} ({watch.used:.1f})"
    if watch.plans:
        soon = watch.reached(watch.plans[0][2])
    cost = "–" if outcome.cost is None else outcome.cost
    return line(seed, size, mode, soon, outcome.status, cost, outcome.bound)


def line(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=["city", "lillestrom"])
    parser.add_argument("--modes", nargs="+", type=Mode, default=PLANNED_MODES)
    parser.add_argument("--seeds", nargs=2, type=int, default=(101, 120), help="first and last")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--whole", action="store_true", help="go on after the first plan")
    options = parser.parse_args()
    print(f"Load on the machine before: {os.getloadavg()[0]:.1f}\n")
    print(line(*COLUMNS))
    print(line(*["---"] * len(COLUMNS)))
    statuses: Counter[str] = Counter()
    first, last = options.seeds
    for size, seed, mode in product(options.sizes, range(first, last + 1), options.modes):
        outcome, watch = solved(make_problem(size, mode, seed), options)
        statuses[outcome.status] += 1
        print(row(seed, size, mode, outcome, watch), flush=True)
    print("\n" + ", ".join(f"{status}: {n}" for status, n in sorted(statuses.items())))


if __name__ == "__main__":
    main()
