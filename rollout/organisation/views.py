"""People, their roles, and the owner's schools."""

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rollout.accounts.permissions import May
from rollout.common.dates import in_force, today
from rollout.common.forms import save_or_tell
from rollout.common.listing import list_page
from rollout.common.telling import tell_outcome
from rollout.organisation.access import Viewer, ViewerRequest, access, public, to_sign_in
from rollout.organisation.actions import join
from rollout.organisation.forms import (
    EndRoleForm,
    OwnerForm,
    PersonForm,
    RoleForm,
    SchoolForm,
)
from rollout.organisation.joining import asked
from rollout.organisation.letting_in.states import State, state_of, way_of
from rollout.organisation.models import Person, School
from rollout.organisation.queries import with_positions
from rollout.organisation.tables import PersonFilter, PersonTable, SchoolFilter, SchoolTable


@access(May.SEE_PEOPLE)
@require_safe
def people(request: ViewerRequest) -> HttpResponse:
    """The people whose names the viewer may see."""
    viewer = request.viewer
    rows = with_positions(viewer.people(), today())
    filters = PersonFilter(request.GET, queryset=rows, request=request)
    filters.filters["school"].queryset = viewer.schools()
    filters.filters["superusers_of"].queryset = programmes_of(viewer)
    may_write = viewer.may(May.WRITE_SETTINGS)
    return list_page(
        request,
        "organisation/people.html",
        filters=filters,
        table_class=PersonTable,
        title=_("people"),
        context={"may_write": may_write},
        exclude=() if may_write else ("email",),
    )


def programmes_of(viewer: Viewer):
    """The programmes that a viewer may look for the superusers of."""
    programmes = viewer.person.owner.programmes.all()
    if viewer.programme_id:
        return programmes.filter(pk=viewer.programme_id)
    own = programmes.filter(participations__school__in=viewer.schools())
    return programmes if viewer.is_wide else own.distinct()


@access(May.SEE_PEOPLE)
@require_safe
def person(request: ViewerRequest, person: int) -> HttpResponse:
    """One person: where they work, which roles they have, and for the lead, changing those."""
    found = load_person(request, person)
    may_write = request.viewer.may(May.WRITE_SETTINGS)
    return person_page(request, found, role_form(None, found) if may_write else None)


def load_person(request: ViewerRequest, pk: int) -> Person:
    """Somebody whose name the viewer may see; others get 404."""
    people = request.viewer.people().select_related("user", "owner", "way_in")
    return get_object_or_404(people, pk=pk)


def person_page(request: ViewerRequest, found: Person, form: RoleForm | None) -> HttpResponse:
    """Somebody's page, with the form by which a lead gives them a role."""
    viewer = request.viewer
    may_write = viewer.may(May.WRITE_SETTINGS)
    employments, roles = found.employments.all(), found.roles.all()
    if not may_write:
        # Other schools' rows, and the past, are theirs who keep the staff list.
        employments = employments.filter(in_force(today()), school__in=viewer.schools())
        roles = roles.filter(in_force(today()), school__in=viewer.schools())
    context = {
        "person": found,
        "employments": employments.select_related("school").order_by("-starts_on"),
        "roles": roles.select_related("school", "programme").order_by("-starts_on"),
        "form": form,
        "end_form": EndRoleForm(),
        "may_write": may_write,
        "today": today(),
        "addresses": found.other_addresses.all() if may_write else [],
        "merged": found.merged.select_related("by") if may_write else [],
        **sign_in_context(found, viewer),
    }
    return render(request, "organisation/person.html", context)


def sign_in_context(person: Person, viewer: Viewer) -> dict[str, object]:
    """How it stands with somebody’s access."""
    is_self = viewer.person.pk == person.pk
    state = state_of(person, timezone.now())
    return {"state": state, "states": State, "way": way_of(person), "is_self": is_self}


def role_form(data: QueryDict | None, person: Person) -> RoleForm:
    return RoleForm(
        data,
        schools=person.owner.schools.all(),
        programmes=person.owner.programmes.all(),
    )


@access(May.WRITE_SETTINGS)
def person_new(request: ViewerRequest) -> HttpResponse:
    """Add somebody who isn't on a staff list."""
    owner_id = request.viewer.owner_id
    form = PersonForm(request.POST or None, instance=Person(owner_id=owner_id))
    if form.is_valid() and (found := save_or_tell(form, form.save)):
        messages.success(request, _("%(name)s is added. Give them a role.") % {"name": found})
        return redirect("person", found.pk)
    return render(
        request, "organisation/form_page.html", {"form": form, "title": _("Add a person")}
    )


@public
@require_http_methods(["GET", "POST"])
def join_owner(request: ViewerRequest, token: str) -> HttpResponse:
    """Say that one's account is to be used at another owner too. Opening the link changes nothing,
    and only the one who signs in with that account can say so."""
    found = asked(token)
    if found is None:
        raise Http404
    if not request.user.is_authenticated:
        return to_sign_in(request)
    person, user = found
    if request.user.pk != user.pk:
        return render(request, "organisation/join_other.html", status=403)
    if request.method == "POST":
        with tell_outcome(
            request, _("You can now look as somebody at %(owner)s.") % {"owner": person.owner}
        ):
            join(person=person, user=user)
        return redirect("look_as")
    return render(request, "organisation/join.html", {"person": person, "token": token})


@access(May.WRITE_SETTINGS)
@require_safe
def school_list(request: ViewerRequest) -> HttpResponse:
    """The owner's schools, to put right by hand."""
    schools = request.viewer.schools()
    return list_page(
        request,
        "organisation/schools.html",
        filters=SchoolFilter(request.GET, queryset=schools),
        table_class=SchoolTable,
        title=_("schools"),
    )


@access(May.WRITE_SETTINGS)
def school_change(request: ViewerRequest, school: int) -> HttpResponse:
    """One school's details."""
    found = get_object_or_404(request.viewer.schools(), pk=school)
    return save_form(request, SchoolForm(request.POST or None, instance=found), str(found))


@access(May.WRITE_SETTINGS)
def school_new(request: ViewerRequest) -> HttpResponse:
    """Add a school, or another unit to be reached."""
    school = School(owner_id=request.viewer.owner_id)
    return save_form(request, SchoolForm(request.POST or None, instance=school), _("Add a school"))


@access(May.WRITE_SETTINGS)
def owner_change(request: ViewerRequest) -> HttpResponse:
    """The owner's name and common time."""
    owner = request.viewer.person.owner
    return save_form(request, OwnerForm(request.POST or None, instance=owner), str(owner), "setup")


def save_form(
    request: ViewerRequest, form: SchoolForm | OwnerForm, title: str, then: str = "school_list"
) -> HttpResponse:
    if form.is_valid() and save_or_tell(form, form.save):
        messages.success(request, _("Saved."))
        return redirect(then)
    return render(request, "organisation/form_page.html", {"form": form, "title": title})
