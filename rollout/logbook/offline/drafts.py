"""A draft that comes from a device: whose it is, what speaks against it, and what the device is
told."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from rollout.accounts.permissions import May, allows
from rollout.common.forms import whole_number
from rollout.logbook.forms import SessionForm, with_the_schools_kit
from rollout.logbook.models import TrainingSession
from rollout.logbook.queries import FOR_THE_SCHOOL, sessions_for
from rollout.organisation.access import Viewer
from rollout.organisation.models import School
from rollout.planning.models import Programme
from rollout.planning.queries import programmes_for, schools_in

# What a draft says besides the form’s fields; the last of them where it confirms a planned session.
OF_A_DRAFT = {"user", "kind", "programme", "school", "schema", "planned", "revision", "scans_seen"}


@dataclass(frozen=True)
class Place:
    """Where a draft’s session was held, seen as what it was written as."""

    viewer: Viewer
    programme: Programme
    school: School


def place_of(draft: QueryDict, viewer: Viewer) -> Place | None:
    """Where a draft belongs; None where its writer has no such role, programme or school any more.
    What they look as just now doesn’t matter: a draft is sent whenever there is network."""
    kind, school_id = draft.get("kind", ""), whole_number(draft.get("school", ""))
    for role in viewer.acting_roles:
        if role.kind != kind or school_id not in role.school_ids:
            continue
        if not allows(role.kind, May.LOG_OFFLINE):
            continue
        as_it = Viewer(viewer.now, viewer.acting_roles, role)
        for programme in programmes_for(as_it):
            if programme.pk == whole_number(draft.get("programme", "")):
                school = schools_in(programme, as_it).filter(pk=school_id).first()
                return Place(as_it, programme, school) if school else None
    return None


def planned_of(draft: QueryDict, place: Place) -> TrainingSession | None:
    """The session at the draft’s school that it says who came to; None where it tells of a new one.
    Raises ValidationError where there is none such any more."""
    if not draft.get("planned"):
        return None
    there = sessions_for(place.viewer, place.programme).filter(school=place.school)
    found = there.filter(pk=whole_number(draft.get("planned", ""))).first()
    if found is None:
        raise ValidationError(_("The planned session isn’t there any more."))
    return found


def form_of_draft(
    draft: QueryDict, place: Place, session: TrainingSession | None = None
) -> SessionForm:
    return SessionForm(
        with_the_schools_kit(draft, place.programme, place.school, session),
        programme=place.programme,
        school=place.school,
        session=session,
        for_the_school=place.viewer.kind in FOR_THE_SCHOOL,
        day=place.viewer.day,
    )


def without_a_field(draft: QueryDict, form: SessionForm) -> list[str]:
    """The names of what a draft says and the form has no field for any more."""
    known = OF_A_DRAFT | set(form.fields)
    return [name for name in draft if name not in known and any(draft.getlist(name))]


def asked_of(draft: QueryDict, form: SessionForm) -> dict[str, Any] | None:
    """What the device has to ask about before a clean form is saved; None where nothing is."""
    before = str(draft.get("sure", "")).split()
    gone = [name for name in without_a_field(draft, form) if f"gone:{name}" not in before]
    if not gone and not form.doubts:
        return None
    text = _("The form has no place for “%(text)s” any more. It is left out if you go on.")
    words = [text % {"text": ", ".join(draft.getlist(name))} for name in gone]
    other = next((doubt.other for doubt in form.doubts if doubt.other), None)
    return {
        "state": "clash" if other else "asks",
        "words": [*(doubt.text for doubt in form.doubts), *words],
        "sure": " ".join([form.asked, *(f"gone:{name}" for name in gone)]).strip(),
        "other": other,
    }


def refusal(form: SessionForm) -> list[str]:
    """Why a draft can’t be saved as it is, in sentences that stand alone."""
    words = []
    for name, errors in form.errors.as_data().items():
        if name == "people" and any(error.code == "invalid_choice" for error in errors):
            words.append(_("Somebody you ticked isn’t on the school’s list any more."))
            continue
        label = f"{form[name].label}: " if name in form.fields else ""
        words += [f"{label}{text}" for error in errors for text in error.messages]
    return words
