"""Times replanning after the disturbances that a year brings, and prints a table.

Run it with instance files, each with the plan to disturb or by itself:
uv run --group test python -m tests.benchmarks.replans instance.json[:plan.json] … Without a plan,
the diagnosis' own is taken. `--again n` takes the median of n runs; the slowest and the CPU time,
which means more on a busy machine, are in brackets.
"""

import argparse
import datetime as dt
import json
import statistics
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from rollout.scheduler.diagnose import diagnose
from rollout.scheduler.price import broken_rules, cost
from rollout.scheduler.problem import Plan, Problem, School, Venue
from rollout.scheduler.replan import replan

Disturbance = Callable[[Problem, Plan], Problem]


def today(problem: Problem) -> dt.date:
    """The third period's first day: part of the year is past."""
    return problem.periods[2].first


def coming(problem: Problem, plan: Plan) -> dt.date:
    """The first cohort's next workshop."""
    return next(day for day in plan.cohorts[0].dates if day >= today(problem))


def days(first: dt.date, n: int) -> frozenset[dt.date]:
    return frozenset(first + dt.timedelta(day) for day in range(n))


def away(problem: Problem, plan: Plan, first: dt.date, n: int) -> Problem:
    gone = plan.cohorts[0].leader(coming(problem, plan))
    return replace(
        problem,
        facilitators=tuple(
            replace(each, away=each.away | days(first, n)) if each.id == gone else each
            for each in problem.facilitators
        ),
    )


def ill(problem: Problem, plan: Plan) -> Problem:
    return away(problem, plan, coming(problem, plan), 14)


def gone_for_the_year(problem: Problem, plan: Plan) -> Problem:
    return away(problem, plan, today(problem), 365)


def closed(problem: Problem, plan: Plan, n: int) -> Problem:
    first = coming(problem, plan)

    def shut(venue: Venue) -> Venue:
        if venue.id != plan.cohorts[0].venue_on(first):
            return venue
        return replace(venue, closed=venue.closed | days(first, n))

    return replace(problem, venues=tuple(map(shut, problem.venues)))


def venue_closed(problem: Problem, plan: Plan) -> Problem:
    return closed(problem, plan, 1)


def venue_lost(problem: Problem, plan: Plan) -> Problem:
    return closed(problem, plan, 30)


def planning_day(problem: Problem, plan: Plan) -> Problem:
    school = next(iter(plan.cohorts[0].members))
    day = coming(problem, plan)

    def moved(each: School) -> School:
        return replace(each, closed=each.closed | {day}) if each.id == school else each

    return replace(problem, schools=tuple(map(moved, problem.schools)))


def superuser_leaves(problem: Problem, plan: Plan) -> Problem:
    large = next(each for each in problem.schools if each.superusers > 2)
    fewer = replace(large, superusers=large.superusers - 1)
    schools = tuple(fewer if each.id == large.id else each for each in problem.schools)
    return replace(problem, schools=schools)


def school_joins(problem: Problem, plan: Plan) -> Problem:
    new = replace(problem.schools[0], id="new", x=problem.schools[0].x + 3)
    return replace(problem, schools=(*problem.schools, new))


DISTURBANCES: dict[str, Disturbance] = {
    "facilitator ill 2 weeks": ill,
    "planning day moved": planning_day,
    "venue closed one day": venue_closed,
    "superuser leaves": superuser_leaves,
    "school joins": school_joins,
    "facilitator gone for the year": gone_for_the_year,
    "venue lost for a month": venue_lost,
}


def read(argument: str, limit: float) -> tuple[Problem, Plan]:
    instance, _colon, plan_file = argument.partition(":")
    problem = Problem.from_json(json.loads(Path(instance).read_text()))
    if plan_file:
        return problem, Plan.from_json(json.loads(Path(plan_file).read_text()))
    plan = diagnose(problem, time_limit=limit).nearest
    if plan is None:
        raise SystemExit(f"{instance}: no plan within {limit} s")
    return problem, plan


def limit_for(problem: Problem) -> float:
    """Seconds: as long as somebody waits for it."""
    return 0.5 if problem.cohorts <= 6 else 2 if problem.cohorts <= 30 else 5


def show(problem: Problem, plan: Plan, again: int) -> None:
    print(f"{problem.name}: {cost(problem, plan)}, {len(broken_rules(problem, plan))} broken")
    for name, disturb in DISTURBANCES.items():
        changed = disturb(problem, plan)
        limit = limit_for(problem)
        runs = []
        used = time.process_time()
        for _run in range(again):
            runs.append(replan(changed, plan, today=today(problem), was=problem, time_limit=limit))
        used = (time.process_time() - used) / again
        done = runs[-1]
        seconds = statistics.median(run.seconds for run in runs)
        slowest = max(run.seconds for run in runs)
        kinds = Counter(str(change.kind) for change in done.changes)
        told = ", ".join(f"{n} {kind}" for kind, n in kinds.items())
        before, after = sum(done.cost_before.values()), sum(done.cost_after.values())
        proven = "proven" if done.proven else ""
        print(
            f"  {name:30} {seconds:5.2f} s ({slowest:.2f}, CPU {used:.2f}) {done.status:9} "
            f"{len(done.broken)} broken, {before} to {after} and {done.change_cost} for changes "
            f"{proven}: {told}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("instances", nargs="+")
    parser.add_argument("--again", type=int, default=3)
    parser.add_argument("--limit", type=float, default=30, help="seconds for a plan to begin with")
    arguments = parser.parse_args()
    for argument in arguments.instances:
        show(*read(argument, arguments.limit), arguments.again)


if __name__ == "__main__":
    main()
