"""The demo: the same for the same seed, and every page works on it in every state."""

import json

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse

from rollout.accounts.models import User
from rollout.common.dates import today
from rollout.demo.build import build
from rollout.demo.personas import PASSWORD, PERSONAS, email_of
from rollout.insight.as_data import figures_data
from rollout.insight.figures import programme_figures
from rollout.logbook.models import TrainingSession
from rollout.planning.models import GuestPlace, Programme, SubstituteDay, Workshop


def summary(programme: Programme) -> str:
    """The demo's people and figures, without the ids that a database gives out."""
    figures = figures_data(programme_figures(programme, today()))
    schools = [
        {
            k: v
            for k, v in school.items()
            if k in ("name", "roster", "coverage", "level", "sessions")
        }
        for school in figures["schools"]
    ]
    people = sorted(str(person) for person in programme.owner.people.all())
    told = ("held_on", "minutes", "reflection", "school__name", "kit__title", "head_count")
    held = list(programme.sessions.order_by(*told).values_list(*told))
    return json.dumps([schools, people, held], default=str)


def signed_in(key: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=email_of(key)))
    return client


def test_every_state_is_there(programme: Programme) -> None:
    workshops = Workshop.objects.filter(cohort__programme=programme)
    assert set(workshops.values_list("status", flat=True)) == {"planned", "held", "cancelled"}
    assert workshops.filter(replaces__isnull=False).exists()
    assert workshops.filter(status="planned", starts_at__date__lt=today()).exists()
    mail = set(programme.messages.values_list("status", flat=True))
    assert mail >= {"sent", "failed", "uncertain", "queued", "held"}
    sessions = TrainingSession.objects.filter(programme=programme)
    assert set(sessions.values_list("status", flat=True)) == {"planned", "held", "cancelled"}
    assert sessions.filter(revision__gt=0).exists()
    assert set(sessions.values_list("mode", flat=True)) == set(TrainingSession.Mode)
    for state in (
        {"also_held_by__isnull": False}, {"attendances__is_guest": True}, {"counted_only": True},
        {"newcomers__person": None, "newcomers__isnull": False}, {"needs__kind": "help"},
        {"needs__answered_at": None, "needs__isnull": False}, {"needs__answer__gt": ""},
        {"cancelled_because__gt": ""}, {"worked__gt": ""}, {"adapted_because__gt": ""},
    ):  # fmt: skip
        assert sessions.filter(**state).exists(), state
    places = GuestPlace.objects.filter(workshop__cohort__programme=programme)
    assert set(places.values_list("status", flat=True)) == {"taken", "waiting"}
    assert places.filter(workshop__status="held").exists()
    assert SubstituteDay.objects.filter(day__gte=today()).exists()
    found = programme_figures(programme, today())
    shares = [s.coverage.value for s in found.schools.values()]
    assert max(v for v in shares if v) - min(v for v in shares if v) > 0.15
    assert any(s.level.is_hidden for s in found.schools.values())
    assert any(s.superusers == 0 for s in found.schools.values())
    assert any(lag.is_open for s in found.schools.values() for lag in s.lags)


@pytest.mark.parametrize("key", [p.key for p in PERSONAS])
def test_every_page_works_for_every_persona(programme: Programme, key: str) -> None:
    """Follow every link from the persona's own page, two steps deep."""
    client = signed_in(key)
    seen, todo = {"/"}, ["/"]
    for _step in range(3):
        found: list[str] = []
        for url in todo:
            response = client.get(url, follow=True)
            assert response.status_code == 200, url
            found += own_links(response.content.decode())
        todo = [url for url in dict.fromkeys(found) if kind(url) not in {kind(s) for s in seen}]
        todo = list({kind(url): url for url in todo}.values())
        seen |= set(todo)
    assert len(seen) > 2 or key == "flere"


def own_links(page: str) -> list[str]:
    links = [part.split('"')[0] for part in page.split('href="')[1:]]
    return [
        link.replace("&amp;", "&").split("#")[0]
        for link in links
        if link.startswith("/") and not link.startswith(("/static/", "/accounts/"))
    ]


def kind(url: str) -> str:
    """Addresses that differ in numbers alone are of one kind."""
    return "".join("9" if c.isdigit() else c for c in url.split("?")[0]).replace("99", "9")


def test_the_password_printed_lets_in(programme: Programme) -> None:
    data = {"login": email_of("rektor"), "password": PASSWORD}
    assert Client().post(reverse("account_login"), data)["Location"] == "/"


def test_one_click_signs_in_only_in_demo_mode(programme: Programme) -> None:
    assert Client().post("/demo/sign-in/", {"persona": "prosjektleder"}).status_code == 404
    with override_settings(ROOT_URLCONF="tests.demo.urls"):
        for key, status in (("prosjektleder", 302), ("ingen", 404), ("", 404)):
            assert Client().post("/demo/sign-in/", {"persona": key}).status_code == status


def test_figures_are_fit_for_json(programme: Programme) -> None:
    text = json.dumps(figures_data(programme_figures(programme, today())))
    assert "Infinity" not in text
    assert "NaN" not in text


@pytest.mark.django_db
def test_the_same_seed_gives_the_same_demo() -> None:
    summaries = []
    for _ in range(2):
        with transaction.atomic():
            summaries.append(summary(build("small", seed=5)))
            transaction.set_rollback(True)
    assert summaries[0] == summaries[1]


def test_the_teacher_has_a_module_begun_one_missed_and_one_done(programme: Programme) -> None:
    home = signed_in("laerer").get("/").context
    begun, missed = home["missed"][:2]
    places = {kit: module.place for kit, module in home["modules"].items()}
    assert places[begun.kit.pk] > 1
    assert places[missed.kit.pk] == 0
    assert begun.helper
    assert missed.helper
    assert "module" in [own.way for own in home["been_to"]]
