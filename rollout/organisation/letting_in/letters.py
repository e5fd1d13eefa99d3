"""What the mail says by which somebody is let in: who gives access, why, and the link."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rollout.accounts.models import User
from rollout.common.dates import in_force
from rollout.organisation.joining import join_url
from rollout.organisation.letting_in.links import welcome_url
from rollout.organisation.letting_in.models import LASTS, WayIn
from rollout.organisation.letting_in.states import signs_in
from rollout.organisation.models import Person, Position, School


@dataclass(frozen=True)
class Words:
    """A mail’s subject and text, and the one thing to press in it."""

    subject: str
    paragraphs: list[str]
    label: str
    url: str


def reasons(person: Person, day: dt.date) -> list[str]:
    """What somebody is, where, and in which programme, as “because you are …” goes on."""
    told = []
    for role in person.roles.filter(still(day)).select_related("programme", "school"):
        of = [role.programme.name] if role.programme else []
        if role.school is not None:  # superusers have one, and nobody else
            of = of or programmes_at(role.school, day)
            text = _("superuser at %(place)s")
            told.append(with_programmes(text % {"place": role.school}, of))
        else:
            text = _("%(role)s at %(place)s") % {
                "role": role.get_kind_display().lower(),
                "place": person.owner,
            }
            told.append(with_programmes(text, of))
    principals = person.employments.filter(in_force(day), position=Position.PRINCIPAL)
    for employment in principals.select_related("school"):
        text = _("principal at %(place)s") % {"place": employment.school}
        told.append(with_programmes(text, programmes_at(employment.school, day)))
    return told


def still(day: dt.date) -> Q:
    """Roles that haven’t ended by a day, those that begin later too."""
    return Q(ends_on__isnull=True) | Q(ends_on__gte=day)


def programmes_at(school: School, day: dt.date) -> list[str]:
    """The programmes that a school takes part in, or is going to."""
    parts = school.participations.filter(still(day)).select_related("programme")
    return list(dict.fromkeys(part.programme.name for part in parts))


def with_programmes(text: str, programmes: list[str]) -> str:
    if not programmes:
        return text
    return _("%(what)s in the programme %(programme)s") % {
        "what": text,
        "programme": ", ".join(programmes),
    }


def words_of(way: WayIn, day: dt.date) -> Words:
    """The mail to a person as it would go out on a day, in the language in force."""
    person = way.person
    owner = str(person.owner)
    parts = [
        _("Hello %(name)s,") % {"name": person.first_name},
        who_and_why(way, day),
        _(
            "Rollout shows when the workshops are, which colleagues have been reached, and what "
            "comes next at each school."
        ),
    ]
    what, label, url = way_to(way)
    parts += [what, _("Best wishes from Rollout, on behalf of %(owner)s") % {"owner": owner}]
    subject = _("%(owner)s gives you access to Rollout") % {"owner": owner}
    return Words(subject, parts, label, url)


def who_and_why(way: WayIn, day: dt.date) -> str:
    """Who gives access, and what the person is that they get it."""
    said = {"by": way.given_by, "owner": way.person.owner}
    why = _(" and ").join(reasons(way.person, day))
    if not way.given_by:
        return _("%(owner)s gives you access to Rollout.") % said
    if not why:
        return _("%(by)s at %(owner)s gives you access to Rollout.") % said
    return _("%(by)s at %(owner)s gives you access to Rollout, since you are %(why)s.") % {
        **said,
        "why": why,
    }


def way_to(way: WayIn) -> tuple[str, str, str]:
    """What to do, and the button’s text and address: by whether there is an account already."""
    person = way.person
    until = date_format(timezone.localtime(way.lasts_until), "j. F Y")
    user = person.user or User.objects.filter(email__iexact=person.email, is_active=True).first()
    if user is None:
        # Gone since they were let in: the way to it is the lead, whose address the mail has.
        return _("Answer this mail to get your access."), _("Open Rollout"), settings.BASE_URL
    if person.user is None:
        text = _(
            "You have an account already, at another owner. Is it yours? Then open the link, sign "
            "in as usual and say yes. The link holds until %(day)s. If you don’t know of this, do "
            "nothing: nothing has been changed."
        )
        return text % {"day": until}, _("Use my account here too"), join_url(person, user)
    if signs_in(user):
        text = _("You sign in as before, with %(email)s.")
        home = f"{settings.BASE_URL}{reverse('home')}"
        return text % {"email": user.email}, _("Open Rollout"), home
    text = _(
        "Choose a password, and you are in. You sign in with %(email)s. The link is for you alone: "
        "it holds until %(day)s, and works once."
    )
    said = {"email": user.email, "day": until}
    return text % said, _("Choose a password"), welcome_url(way)


def example(by: Person, person: Person, day: dt.date) -> list[str]:
    """What a mail would say, for a preview: the link itself is made as the mail goes out."""
    way = WayIn(person=person, given_by=by, number=1)
    until = date_format(day + LASTS, "j. F Y")
    return [
        _("Hello %(name)s,") % {"name": person.first_name},
        who_and_why(way, day),
        _("A button leads to choosing a password. It holds until %(day)s.") % {"day": until},
    ]
