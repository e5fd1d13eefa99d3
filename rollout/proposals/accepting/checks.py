"""Why a proposal can't be accepted, or its acceptance not undone any more."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from rollout.notifications.models import Message
from rollout.notifications.outbox import WAITING
from rollout.planning.models import Cohort, Membership, Participation, Workshop
from rollout.planning.queries import facilitators
from rollout.proposals.accepting.queries import mail_since
from rollout.proposals.accepting.record import Applied
from rollout.proposals.accepting.workshops import PLANNED_FIELDS
from rollout.proposals.models import Proposal
from rollout.proposals.problems import row_id
from rollout.scheduler.problem import Plan, Problem

SEEN_FIELDS = (*PLANNED_FIELDS, "link", "status", "cohort_id")


def check_acceptable(proposal: Proposal, today: dt.date) -> None:
    """Refuse a proposal that isn't ready, or that the world has moved on from."""
    if proposal.status != Proposal.Status.READY or not proposal.plan or not proposal.problem:
        raise ValidationError(_("Only a proposal that is ready can be accepted."))
    check_announced_as_seen(proposal)
    check_still_possible(proposal, today)


def check_announced_as_seen(proposal: Proposal) -> None:
    """A least change is against what was announced: refuse one that is no longer so."""
    if not proposal.before:
        return
    ids, seen = proposal.before["cohort_ids"], proposal.before.get("revisions", {})
    rows = Workshop.objects.filter(pk__in=seen).exclude(status=Workshop.Status.HELD)
    changed = are_changed(rows, {int(pk): revision for pk, revision in seen.items()})
    if changed or proposal.programme.cohorts.filter(pk__in=ids).count() != len(ids):
        raise ValidationError(
            _("The plan has changed since this was made. Look for the least change anew.")
        )


def check_still_possible(proposal: Proposal, today: dt.date) -> None:
    """A plan for days that are past, or with a facilitator or venue that is gone, is refused."""
    programme = proposal.programme
    problem, plan = Problem.from_json(proposal.problem or {}), Plan.from_json(proposal.plan or {})
    if problem.periods[-1].last <= today:
        raise ValidationError(_("Every day of this proposal is past."))
    ahead = [(cohort, day) for cohort in plan.cohorts for day in cohort.dates if day > today]
    leaders = {row_id(cohort.leader(day)) for cohort, day in ahead}
    venues = {row_id(cohort.venue_on(day)) for cohort, day in ahead}
    gone = leaders - {None, *facilitators(programme, today).values_list("pk", flat=True)}
    gone |= venues - {None, *programme.owner.venues.values_list("pk", flat=True)}
    if gone:
        raise ValidationError(_("A facilitator or a venue in it isn’t there any more. Plan anew."))


def are_changed(workshops: Iterable[Workshop], seen: Mapping[int, int]) -> bool:
    """Whether any of these is no longer as it was at the revision that was seen: a kit that it has
    got since changes nothing of the plan."""
    others = {w.pk: w for w in workshops if w.revision != seen[w.pk]}
    rows = Workshop.history.filter(id__in=others).order_by("history_date", "history_id")
    then = {row.id: row for row in rows if row.revision == seen[row.id]}
    return any(
        pk not in then or any(getattr(then[pk], name) != getattr(now, name) for name in SEEN_FIELDS)
        for pk, now in others.items()
    )


def why_not_undone(proposal: Proposal) -> str:
    """Why an acceptance can't be undone; empty where it can."""
    if proposal.status != Proposal.Status.ACCEPTED:
        return _("It isn’t accepted.")
    if proposal.undo is None:
        return _("A later proposal is accepted on top of it.")
    applied = Applied.from_json(proposal.undo)
    if applied.workshops_cancelled:
        return _("Workshops that people were invited to are cancelled by it.")
    if is_built_on(applied) or has_school_left(proposal, applied):
        return _("Superusers or workshops of it have been moved or taken out since.")
    workshops = Workshop.objects.filter(pk__in=applied.workshops)
    if workshops.exclude(status=Workshop.Status.PLANNED).exists():
        return _("One of its workshops is already held or cancelled.")
    if len(workshops) < len(applied.workshops) or are_changed(workshops, applied.revisions):
        return _("One of its workshops has been changed by hand since.")
    cohorts = {removed.cohort_id for removed in applied.workshops_removed}
    if Cohort.objects.filter(pk__in=cohorts).count() != len(cohorts):
        return _("A cohort that met before it is gone.")
    mail = mail_since(proposal, applied)
    if mail.exclude(status__in=[*WAITING, Message.Status.CANCELLED]).exists():
        return _("Invitations have gone out. Plan the least change instead.")
    return ""


def is_built_on(applied: Applied) -> bool:
    """Whether something that undoing would put back or take out is no longer as accepting left it:
    somebody has since met with another cohort, or is in none."""
    made, ended = applied.memberships_made, [pk for pk, _ends_on in applied.memberships_ended]
    still = Membership.objects.filter(pk__in=made, ends_on__isnull=True).count()
    there = Membership.objects.filter(pk__in=ended).count()
    changed = [was.pk for was in applied.workshops_changed]
    workshops = Workshop.objects.filter(pk__in=changed).count()
    return (still, there, workshops) != (len(made), len(ended), len(changed))


def has_school_left(proposal: Proposal, applied: Applied) -> bool:
    """Whether a school of those whom accepting placed has left the programme since: undoing would
    put them back into cohorts."""
    since = timezone.localdate(proposal.accepted_at)
    left = Participation.objects.filter(programme=proposal.programme_id, ends_on__gte=since)
    ended = (pk for pk, _ends_on in applied.memberships_ended)
    placed = [*applied.memberships_made, *ended]
    schools = left.values("school")
    return Membership.objects.filter(pk__in=placed, role__school__in=schools).exists()
