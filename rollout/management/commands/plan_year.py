"""Plan a year from a file, and write the plan to another."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rollout.scheduler.diagnose import diagnose
from rollout.scheduler.explain import sentences
from rollout.scheduler.problem import Problem
from rollout.scheduler.solve import Outcome, Progress, solve

DIAGNOSE_SECONDS = 10


class Command(BaseCommand):
    help = "Plan a year: read an instance, print how the plan gets cheaper, and write the plan."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--instance", type=Path, required=True, help="the year to plan, JSON")
        parser.add_argument("--out", type=Path, required=True, help="where the plan is written")
        parser.add_argument("--time-limit", type=float, default=60, help="seconds (60)")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--workers", type=int, default=2, help="solves at a time (2)")

    def handle(self, *args: object, **options: Any) -> None:
        problem = read_instance(options["instance"])
        if options["time_limit"] <= 0 or options["workers"] < 1:
            raise CommandError("The time limit must be above 0 seconds, and workers at least 1.")
        try:
            outcome = solve(
                problem,
                time_limit=options["time_limit"],
                seed=options["seed"],
                workers=options["workers"],
                on_progress=self.print_progress,
            )
        except ValueError as error:
            raise CommandError(f"This year can’t be planned: {error}") from error
        self.write_plan(options["out"], plan_data(problem, outcome))
        self.summarise(outcome)

    def print_progress(self, progress: Progress) -> None:
        cost = "no plan yet" if progress.cost is None else f"cost {progress.cost}"
        self.stdout.write(f"{progress.seconds:7.1f} s  {cost}, bound {progress.bound}")

    def write_plan(self, path: Path, data: dict[str, Any]) -> None:
        try:
            path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        except OSError as error:
            raise CommandError(f"The plan can’t be written to {path}: {error.strerror}") from error

    def summarise(self, outcome: Outcome) -> None:
        """The outcome, and the cost by kind."""
        cost = "no plan" if outcome.cost is None else f"cost {outcome.cost}"
        self.stdout.write(
            f"{outcome.status} after {outcome.seconds:.1f} s: {cost}, bound {outcome.bound}"
        )
        for kind, points in outcome.by_kind.items():
            self.stdout.write(f"{points:7}  {kind.replace('_', ' ')}")


def read_instance(path: Path) -> Problem:
    """The year in a file. Raises CommandError where there is none, or it isn't one."""
    try:
        return Problem.from_json(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise CommandError(f"{path} can’t be read: {error.strerror}") from error
    except json.JSONDecodeError as error:
        raise CommandError(f"{path} isn’t JSON: line {error.lineno}, {error.msg}") from error
    except KeyError as error:
        raise CommandError(f"{path} isn’t a year to plan: {error.args[0]} is missing") from error
    except (AttributeError, TypeError, ValueError) as error:
        raise CommandError(f"{path} isn’t a year to plan: {error}") from error


def plan_data(problem: Problem, outcome: Outcome) -> dict[str, Any]:
    """The outcome as the plan's file has it."""
    cohorts = outcome.plan.to_json()["cohorts"] if outcome.plan else []
    return {
        "status": str(outcome.status),
        "seconds": round(outcome.seconds, 1),
        "bound": outcome.bound,
        "explanation": explanation(problem, outcome),
        "cohorts": cohorts,
    }


def explanation(problem: Problem, outcome: Outcome) -> list[str]:
    """Why there is no plan, in sentences."""
    if outcome.plan is not None:
        return []
    return sentences(problem, diagnose(problem, time_limit=DIAGNOSE_SECONDS))
