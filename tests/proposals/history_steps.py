"""The steps of random histories; each tells whether there was anything to do."""

import datetime as dt
from collections.abc import Callable

from django.utils import timezone

from rollout.common.dates import today
from rollout.exchange.actions import apply_staff
from rollout.exchange.columns import STAFF, data_rows, find_sheet
from rollout.exchange.models import ImportRun
from rollout.exchange.sheets import read_sheets
from rollout.exchange.staff import known, plan_staff
from rollout.notifications.models import Message
from rollout.notifications.outbox import CALENDAR, WAITING, asked_for
from rollout.organisation.actions import end_role
from rollout.organisation.models import Person, Role
from rollout.planning.actions import (
    answer_invitation,
    cancel_workshop,
    change_workshop,
    invite_workshops,
    make_cohorts,
    move_member,
    place_superuser,
)
from rollout.planning.expected import members_on
from rollout.planning.models import Membership, Workshop
from rollout.planning.queries import facilitators, superuser_roles, unannounced, unplaced_superusers
from rollout.proposals.accepting.actions import (
    accept_proposal,
    foresee_accepting,
    foresee_undoing,
    undo_acceptance,
)
from rollout.proposals.accepting.checks import why_not_undone
from rollout.proposals.actions import make_proposal
from rollout.proposals.announced import change_problem
from rollout.proposals.foreseeing import Consent
from rollout.proposals.models import Proposal
from rollout.proposals.problems import problem_of
from rollout.scheduler.moves import move_date, move_members
from rollout.scheduler.problem import CohortPlan, Plan, Problem
from tests.exchange import files
from tests.proposals.histories import Broken, History
from tests.proposals.history_changes import (
    moves_school,
    other_last_day,
    school_comes_back,
    school_leaves,
)
from tests.proposals.scene import change_proposal, wishes


def share_out(history: History) -> bool:
    day = max(today(), history.programme.starts_on)
    history.cause(lambda: make_cohorts(programme=history.programme, count=2, from_day=day))
    return True


def propose(history: History) -> bool:
    """A year of three months, the superusers shared out anyhow, on days taken anyhow."""
    world, random = history.world, history.random
    first = random.choice([(2026, 12), (2027, 1), (2027, 2)])
    begins = dt.date(*first, 1)
    if begins <= today():
        return False
    asked = wishes(
        world,
        first=begins.isoformat(),
        last=(begins + dt.timedelta(days=88)).isoformat(),
        weekday=random.randrange(5),
    )
    problem = problem_of(world.programme, asked, today())
    make_proposal(
        programme=world.programme, by=None, wishes=asked, problem=problem.to_json(),
        plan=any_plan(history, problem).to_json(), cost=0, status=Proposal.Status.READY,
    )  # fmt: skip
    return True


def any_plan(history: History, problem: Problem) -> Plan:
    random = history.random
    members: list[dict[str, int]] = [{}, {}]
    for school in problem.schools:
        for _ in range(school.superusers):
            there = random.choice(members)
            there[school.id] = there.get(school.id, 0) + 1
    return Plan(
        tuple(
            CohortPlan(
                problem.preferred_weekday,
                problem.venues[number].id,
                problem.facilitators[number].id,
                tuple(random.choice(problem.days_in(period)) for period in problem.periods),
                members[number],
            )
            for number in range(2)
        )
    )


def accept_it(history: History, proposal: Proposal) -> bool:
    """As its page does: shown first, then done exactly so."""
    waiting = Message.objects.filter(status__in=WAITING, kind__in=CALENDAR)
    there = set(waiting.values_list("workshop", "recipient"))
    newest = Message.objects.order_by("pk").last()
    foreseen = foresee_accepting(proposal=proposal)
    seen = Consent(foreseen.caused.fingerprint, is_sure=True)
    accept_proposal(proposal=proposal, revision=proposal.revision, by=None, consent=seen)
    history.promise(foreseen.caused)
    history.before_accepting = there
    history.accepted_mail = newest.pk if newest else 0
    return True


def accept_year(history: History) -> bool:
    proposal = Proposal.objects.filter(status="ready", purpose="year").order_by("-pk").first()
    periods = (proposal.problem or {})["periods"] if proposal else []
    if not periods or dt.date.fromisoformat(periods[-1]["to"]) <= today():
        return False
    return accept_it(history, proposal)


def least_change(history: History) -> bool:
    """What is announced with nothing changed, a date moved, or a school's superuser moved."""
    wishes(history.world)
    announced = change_problem(history.programme, today())
    if announced is None:
        return False
    plan, what = announced.plan, history.random.choice(["nothing", "date", "member"])
    if what == "date":
        plan = other_date(history, announced.problem, plan)
    elif what == "member":
        plan = other_member(history, plan)
    before = set(Membership.objects.values_list("cohort", "role", "starts_on", "ends_on"))
    mails = Message.objects.count()
    done = accept_it(history, change_proposal(history.world, announced, plan))
    after = set(Membership.objects.values_list("cohort", "role", "starts_on", "ends_on"))
    moved = {role for _cohort, role, _first, _last in before ^ after}
    if len(moved) > (what == "member"):
        raise Broken(f"A least change ({what}) moved {len(moved)} superusers.")
    if plan == announced.plan and Message.objects.count() != mails:
        raise Broken("A change of nothing caused mail.")
    return done


def other_date(history: History, problem: Problem, plan: Plan) -> Plan:
    cohort = history.random.randrange(len(plan.cohorts))
    ahead = [n for n, day in enumerate(plan.cohorts[cohort].dates) if day > today()]
    open_days = [d for n in ahead for d in problem.days_in(problem.periods[n]) if d > today()]
    if not open_days:
        return plan
    day = history.random.choice(open_days)
    period = next(n for n in ahead if day in problem.days_in(problem.periods[n]))
    return move_date(plan, cohort, period, day)


def other_member(history: History, plan: Plan) -> Plan:
    homes = [(n, school) for n, c in enumerate(plan.cohorts) for school in c.members]
    if not homes or len(plan.cohorts) < 2:
        return plan
    source, school = history.random.choice(homes)
    target = history.random.choice([n for n in range(len(plan.cohorts)) if n != source])
    return move_members(plan, school, source, target, 1)


def undo(history: History) -> bool:
    """Undoing tells nobody who wasn't told; mail that waits anyway may get another date, and who is
    back with a cohort is asked to what has been announced meanwhile."""
    proposal = Proposal.objects.filter(status="accepted", undo__isnull=False).first()
    if proposal is None or why_not_undone(proposal):
        return False
    foreseen = foresee_undoing(proposal=proposal).caused
    since = Message.objects.filter(pk__gt=history.accepted_mail, status="sent")
    told = set(since.values_list("recipient", flat=True))
    waiting = Message.objects.filter(status__in=WAITING, kind__in=CALENDAR)
    waits = set(waiting.values_list("workshop", "recipient", "kind"))
    for each in foreseen.mails:
        reader = (each.workshop.pk, each.person.pk)
        waited = reader in history.before_accepting or (*reader, each.kind) in waits
        is_new = each.workshop.invited_at > proposal.accepted_at
        if each.person.pk not in told and not waited and not is_new:
            raise Broken(f"Undoing sends {each.kind} to {each.person.pk}, who was told nothing.")
    consent = Consent(foreseen.fingerprint, is_sure=True)
    undo_acceptance(proposal=proposal, revision=proposal.revision, consent=consent)
    history.promise(foreseen)
    return True


def invite(history: History) -> bool:
    """The page says how many mails it will be."""
    waiting = list(unannounced(history.programme, timezone.now()))
    chosen = [workshop for workshop in waiting if history.random.random() < 0.7]
    if not chosen:
        return False
    count = sum(asked_for(chosen).values())
    foreseen = history.cause(lambda: invite_workshops(workshops=chosen))
    if len(foreseen.mails) != count:
        raise Broken(f"{len(foreseen.mails)} invitations, and the page says {count}.")
    return True


def load_staff(history: History) -> bool:
    """A file in which one superuser is gone and another has come, in force today or later."""
    world, random = history.world, history.random
    roles = list(superuser_roles(history.programme, today()))
    gone = random.choice(roles) if len(roles) > 5 and random.random() < 0.6 else None
    rows = [
        [r.person.last_name, r.person.first_name, r.person.email, str(r.school), "Lærer", "100", ""]
        for r in roles
        if r != gone
    ]
    number = Role.objects.count()
    school = random.choice(list(history.programme.schools.all()))
    fresh = ["Ny", f"Nils{number}", f"ny{number}@skole.example", str(school), "Lærer", "100", "x"]
    sheets = read_sheets(files.csv(files.staff_rows(*rows, fresh)))
    header_rows, header, columns = find_sheet(sheets, STAFF)
    day = today() + dt.timedelta(days=random.choice([0, 20]))

    def load() -> None:
        has = known(world.owner, day)
        plan = plan_staff(data_rows(header_rows, header, columns), has)
        run = ImportRun.objects.create(owner=world.owner, kind="staff", file_name="ansatte.xlsx")
        apply_staff(run=run, plan=plan, has=has, day=day, end_missing=gone is not None)

    history.cause(load)
    return True


def place(history: History) -> bool:
    """Somebody without a cohort gets a place in one by hand."""
    left = list(unplaced_superusers(history.programme, today()))
    cohorts = list(history.programme.cohorts.all())
    if not left or not cohorts:
        return False
    role, cohort = history.random.choice(left), history.random.choice(cohorts)
    history.cause(lambda: place_superuser(role=role, cohort=cohort, day=today()))
    return True


def leave(history: History) -> bool:
    roles = list(superuser_roles(history.programme, today()).filter(ends_on__isnull=True))
    if len(roles) < 5:
        return False
    role = history.random.choice(roles)
    day = today() + dt.timedelta(days=history.random.choice([0, 15, 60]))
    history.cause(lambda: end_role(role=role, ends_on=day, reason="Sluttet"))
    return True


def move_by_hand(history: History) -> bool:
    rows = Membership.objects.filter(ends_on__isnull=True, role__ends_on__isnull=True)
    memberships = list(rows.select_related("role__person", "cohort"))
    cohorts = list(history.programme.cohorts.all())
    if not memberships or len(cohorts) < 2:
        return False
    who, to = history.random.choice(memberships), history.random.choice(cohorts)
    history.cause(lambda: move_member(membership=fresh(who), to=to, day=today()))
    return True


def fresh(row: Membership) -> Membership:
    """Read anew: what was foreseen has been done to the one that was read before."""
    return Membership.objects.select_related("role__person", "cohort").get(pk=row.pk)


def ahead(history: History) -> list[Workshop]:
    planned = Workshop.objects.filter(cohort__programme=history.programme, status="planned")
    return list(planned.filter(starts_at__gt=timezone.now()).select_related("cohort__programme"))


def move_workshop(history: History) -> bool:
    """To the next day, and sometimes back again before anybody has heard of it."""
    workshops = ahead(history)
    if not workshops:
        return False
    pk = history.random.choice(workshops).pk
    steps = history.random.choice([[1], [1, -1], [2, -2], [2, -1]])
    for days in steps:

        def move(days: int = days) -> None:
            workshop = Workshop.objects.select_related("cohort__programme__owner").get(pk=pk)
            workshop.starts_at += dt.timedelta(days=days)
            workshop.ends_at += dt.timedelta(days=days)
            change_workshop(workshop=workshop, revision=workshop.revision)

        day = Workshop.objects.get(pk=pk).starts_at + dt.timedelta(days=days)
        same = Workshop.objects.filter(starts_at=day).exclude(pk=pk)
        if day <= timezone.now() or same.exists():
            return False
        history.cause(move)
    return True


def other_leader(history: History) -> bool:
    """Another facilitator, and sometimes the first one again."""
    workshops = ahead(history)
    leaders = list(facilitators(history.programme, today()))
    if not workshops or len(leaders) < 2:
        return False
    pk, was = (chosen := history.random.choice(workshops)).pk, chosen.facilitator
    other = next(person for person in leaders if person != was)
    for leader in [other, was] if history.random.random() < 0.5 else [other]:

        def lead(leader: Person | None = leader) -> None:
            workshop = Workshop.objects.select_related("cohort__programme__owner").get(pk=pk)
            workshop.facilitator = leader
            change_workshop(workshop=workshop, revision=workshop.revision)

        history.cause(lead)
    return True


def call_off(history: History) -> bool:
    workshops = ahead(history)
    if not workshops:
        return False
    workshop = history.random.choice(workshops)
    history.cause(
        lambda: cancel_workshop(workshop=workshop, revision=workshop.revision, reason="Sykdom")
    )
    return True


def answer(history: History) -> bool:
    invited = [workshop for workshop in ahead(history) if workshop.invited_at]
    if not invited:
        return False
    workshop = history.random.choice(invited)
    members = members_on(workshop)
    if not members:
        return False
    who, said = history.random.choice(members).role.person, history.random.choice(["yes", "no"])
    history.cause(lambda: answer_invitation(workshop=workshop, person=who, answer=said))
    return True


def wait(history: History) -> bool:
    """Time goes by, and what is due goes out."""
    away = history.random.choice([dt.timedelta(minutes=2), dt.timedelta(minutes=20)])
    history.clock.shift(history.random.choice([away, dt.timedelta(days=6)]))
    history.send()
    return True


STEPS: list[tuple[str, int, Callable[[History], bool]]] = [
    ("share out", 1, share_out),
    ("propose", 2, propose),
    ("accept", 3, accept_year),
    ("least change", 4, least_change),
    ("undo", 4, undo),
    ("invite", 4, invite),
    ("import", 2, load_staff),
    ("place", 2, place),
    ("leave", 1, leave),
    ("move by hand", 2, move_by_hand),
    ("move a workshop", 2, move_workshop),
    ("other leader", 2, other_leader),
    ("call off", 1, call_off),
    ("answer", 2, answer),
    ("wait", 5, wait),
    ("a school leaves", 2, school_leaves),
    ("a school is back", 2, school_comes_back),
    ("moves school", 3, moves_school),
    ("other last day", 1, other_last_day),
]
