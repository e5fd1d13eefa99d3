"""Solves years from files and prints a table: cost, bound, gap, and how soon.

uv run --group test python -m tests.benchmarks.plans DIR_OR_FILES --seconds 60

Best known costs are read from best.json beside the files, where there is one. CPU seconds stand
beside the seconds of the clock, since other programs on the machine take from the latter only.
"""

import argparse
import json
import time
from functools import partial
from pathlib import Path

from rollout.scheduler import price
from rollout.scheduler.problem import Problem
from rollout.scheduler.solve import Outcome, Progress, solve

HEADING = (
    "| instance | status | cost | bound | gap | first plan s (CPU) | best s (CPU) |"
    " best known | reached s (CPU) | s (CPU) |"
)


class Watch:
    """When plans came: (seconds, CPU seconds, cost)."""

    def __init__(self) -> None:
        self.cpu = time.process_time()
        self.plans: list[tuple[float, float, int]] = []

    def __call__(self, progress: Progress) -> None:
        cost = progress.cost
        if cost is not None and (not self.plans or cost < self.plans[-1][2]):
            self.plans.append((progress.seconds, self.used, cost))

    @property
    def used(self) -> float:
        """CPU seconds since the start."""
        return time.process_time() - self.cpu

    def used_up(self, cpu_seconds: float | None) -> bool:
        return cpu_seconds is not None and self.used > cpu_seconds

    def reached(self, cost: int | None) -> str:
        """When a plan of at most this cost came."""
        for seconds, cpu, found in self.plans:
            if cost is not None and found <= cost:
                return f"{seconds:.1f} ({cpu:.1f})"
        return "–"


def instance_files(paths: list[Path]) -> list[Path]:
    """The files, and those in directories that hold an instance."""
    files = [
        f for path in paths for f in (sorted(path.glob("*.json")) if path.is_dir() else [path])
    ]
    return [f for f in files if f.name != "best.json"]


def row(name: str, outcome: Outcome, watch: Watch, best: int | None) -> str:
    gap = f"{(outcome.cost - outcome.bound) / outcome.cost:.1%}" if outcome.cost else "–"
    first = watch.reached(watch.plans[0][2]) if watch.plans else "–"
    cells = (
        name, outcome.status, outcome.cost, outcome.bound, gap, first, watch.reached(outcome.cost),
        best or "–", watch.reached(best), f"{outcome.seconds:.1f} ({watch.used:.1f})",
    )  # fmt: skip
    return "| " + " | ".join(map(str, cells)) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", type=Path, nargs="+")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--cpu-seconds", type=float, help="stop when so many have been used")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    print(HEADING)
    print("|---" * (HEADING.count("|") - 1) + "|")
    for path in instance_files(options.paths):
        known = path.parent / "best.json"
        best = json.loads(known.read_text()).get(path.stem) if known.exists() else None
        problem = Problem.from_json(json.loads(path.read_text(encoding="utf-8")))
        watch = Watch()
        outcome = solve(
            problem,
            time_limit=options.seconds,
            seed=options.seed,
            workers=options.workers,
            on_progress=watch,
            should_stop=partial(watch.used_up, options.cpu_seconds),
        )
        if outcome.plan and price.broken_rules(problem, outcome.plan):
            raise SystemExit(f"{path.name}: the plan breaks a rule")
        print(row(path.stem, outcome, watch, best), flush=True)


if __name__ == "__main__":
    main()
