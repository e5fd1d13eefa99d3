"""Pages by which a lead puts a person right."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rollout.accounts.permissions import Kind, May
from rollout.common.dates import today
from rollout.common.forms import save_or_tell
from rollout.common.telling import told
from rollout.organisation.access import access
from rollout.organisation.forms import AddressForm, EmploymentForm, PersonForm
from rollout.organisation.keeping.actions import add_address, change_person
from rollout.organisation.models import Employment, Person


def load(request: HttpRequest, person: int) -> Person:
    return get_object_or_404(request.viewer.people(), pk=person)  # type: ignore[attr-defined]


@access(May.WRITE_SETTINGS)
def person_change(request: HttpRequest, person: int) -> HttpResponse:
    """Somebody’s name and e-mail."""
    found = load(request, person)
    form = PersonForm(request.POST or None, instance=found)
    if form.is_valid() and save_or_tell(form, lambda: change_person(person=found)):
        messages.success(request, _("Saved."))
        return redirect("person", found.pk)
    return render(
        request, "organisation/form_page.html", {"form": form, "title": _("Name and e-mail")}
    )


@access(May.WRITE_SETTINGS)
def employment_new(request: HttpRequest, person: int) -> HttpResponse:
    """Where else somebody works."""
    found = load(request, person)
    employment = Employment(person=found, starts_on=today())
    return employment_page(request, employment, _("Add an employment"))


@access(May.WRITE_SETTINGS)
def employment_change(request: HttpRequest, employment: int) -> HttpResponse:
    """Change an employment, or end it by its last day."""
    people = request.viewer.people()  # type: ignore[attr-defined]
    found = get_object_or_404(Employment, person__in=people, pk=employment)
    return employment_page(request, found, _("Change or end the employment"))


def employment_page(request: HttpRequest, employment: Employment, title: str) -> HttpResponse:
    form = EmploymentForm(request.POST or None, instance=employment)
    if form.is_valid() and save_or_tell(form, form.save):
        messages.success(request, _("Saved."))
        tell_of_role(request, employment)
        return redirect("person", employment.person_id)
    return render(request, "organisation/form_page.html", {"form": form, "title": title})


def tell_of_role(request: HttpRequest, employment: Employment) -> None:
    """A role goes on where an employment ends, until somebody ends it."""
    roles = employment.person.roles.filter(school=employment.school_id, ends_on__isnull=True)
    if employment.ends_on and roles.filter(kind=Kind.SUPERUSER).exists():
        text = _("They are still superuser at %(school)s. End the role too, if it ends.")
        messages.warning(request, text % {"school": employment.school})


@access(May.WRITE_SETTINGS)
@require_POST
def address_add(request: HttpRequest, person: int) -> HttpResponse:
    """Another address that somebody writes from."""
    found = load(request, person)
    form = AddressForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write an e-mail address, such as kari@school.example."))
    else:
        with told(request, _("The address is added. Answers from it are theirs.")):
            add_address(person=found, email=form.cleaned_data["email"])
    return redirect("person", found.pk)


@access(May.WRITE_SETTINGS)
@require_POST
def address_remove(request: HttpRequest, person: int, address: int) -> HttpResponse:
    """An address isn’t theirs any more."""
    found = load(request, person)
    removed = found.other_addresses.filter(pk=address).delete()[0]
    if removed:
        messages.success(request, _("The address is removed."))
    return redirect("person", found.pk)
