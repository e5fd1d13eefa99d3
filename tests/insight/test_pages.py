"""The pages of figures, as each role sees them."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from rollout.common.dates import today
from rollout.insight.explanations import ALL
from tests import factories as make
from tests.personas import World


def schools(world: World) -> str:
    return reverse("schools", args=[world.programme.pk])


def school(world: World) -> str:
    return reverse("school", args=[world.programme.pk, world.north.pk])


def names(response: object) -> list[str]:
    return [row["name"] for row in response.context["rows"]]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("name", ["Midtlia", "Nordlia", "Sørlia"]),
        ("-name", ["Sørlia", "Nordlia", "Midtlia"]),
        ("coverage", ["Midtlia", "Nordlia", "Sørlia"]),
        ("-coverage", ["Nordlia", "Midtlia", "Sørlia"]),
        ("-not_reached", ["Nordlia", "Midtlia", "Sørlia"]),
        ("nonsense", ["Midtlia", "Nordlia", "Sørlia"]),
    ],
)
def test_the_schools_are_sorted_as_asked(world: World, sort: str, expected: list[str]) -> None:
    middle = make.school(world.owner, "Midtlia skole")
    world.programme.schools.add(middle, through_defaults={"starts_on": world.programme.starts_on})
    role = make.superuser(middle)
    for _ in range(2):
        make.employee(middle)
    cohort = make.cohort(world.programme, [role])
    make.workshop(cohort, world.held.day, about=world.kit, status="held", came=[role.person])
    found = names(world.client("lead").get(schools(world), {"sort": sort}))
    assert found == [f"{name} skole" for name in expected]


def test_a_missing_figure_comes_last_either_way(world: World) -> None:
    for sort in ("coverage", "-coverage"):
        found = names(world.client("lead").get(schools(world), {"sort": sort}))
        assert found[-1] == "Sørlia skole"


def test_the_schools_are_searched_and_filtered(world: World) -> None:
    lead = world.client("lead")
    assert names(lead.get(schools(world), {"q": "nord"})) == ["Nordlia skole"]
    assert names(lead.get(schools(world), {"needs": "few"})) == ["Nordlia skole", "Sørlia skole"]
    assert "Ingen treff" in lead.get(schools(world), {"q": "xyz"}).content.decode()


def test_a_swap_shows_the_same_as_a_reload(world: World) -> None:
    lead = world.client("lead")
    whole = lead.get(schools(world), {"q": "nord"}).content.decode()
    part = lead.get(
        schools(world), {"q": "nord"}, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="list"
    ).content.decode()
    assert part.strip()
    assert "<html" not in part
    assert part.strip() in whole


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_schools_are_downloaded_with_plain_numbers(world: World, kind: str) -> None:
    response = world.client("lead").get(schools(world), {"export": kind})
    assert kind in response["Content-Disposition"]
    if kind == "xlsx":
        rows = list(load_workbook(io.BytesIO(response.content)).active.values)
        assert rows[1][0] == "Nordlia skole"
        assert rows[1][1] == pytest.approx(3 / 7)
        assert rows[2][1] in (None, "")
    else:
        assert response.content.startswith(b"\xef\xbb\xbf")
        assert "Nordlia skole" in response.content.decode("utf-8-sig")


def test_the_principal_sees_names_and_the_average_beside(world: World) -> None:
    page = world.client("principal").get(school(world)).content.decode()
    assert str(world.teachers[3]) in page
    assert "alle skoler" in page


@pytest.mark.parametrize("who", ["reader", "facilitator"])
def test_those_who_may_not_see_names_see_figures_only(world: World, who: str) -> None:
    page = world.client(who).get(school(world)).content.decode()
    assert str(world.teachers[3]) not in page
    assert "43" in page


def test_every_figure_says_what_it_means(world: World) -> None:
    page = world.client("principal").get(school(world)).content.decode()
    for key in ("coverage", "not_reached", "at_target", "lag", "levels"):
        assert f'popovertarget="explain-{key}"' in page
        assert f'id="explain-{key}"' in page
    assert all(str(e.meaning) and str(e.formula) and str(e.source) for e in ALL)


def test_figures_open_to_the_people_behind_them(world: World) -> None:
    url = reverse("school_people", args=[world.programme.pk, world.north.pk])
    everyone = world.client("principal").get(url).context["reach"]
    lacking = world.client("principal").get(url, {"show": "lacking"}).context["reach"]
    assert (len(everyone), len(lacking)) == (7, 4)
    ways = {str(r.person): r.ways for r in everyone}
    assert ways[str(world.teachers[0])] == ("session",)
    assert ways["Siri Superbruker"] == ("workshop",)
    assert ways[str(world.teachers[3])] == ("",)


def test_a_schools_people_stand_once_each_with_the_way_of_every_kit(world: World) -> None:
    url = reverse("school_people", args=[world.programme.pk, world.north.pk])
    page = world.client("principal").get(url).content.decode()
    everyone = [str(person) for person in world.people.values() if person.employments.exists()]
    here = [name for name in (*everyone, *map(str, world.teachers)) if name != "Sara Sør"]
    body = page.partition("<main")[2]
    assert {name: body.count(f"<strong>{name}</strong>") for name in here} == dict.fromkeys(here, 1)
    assert body.count("Samskriving: økt") == 2 * 2  # to be read, and to be pointed at
    assert body.count("Samskriving: samling") == 2
    assert body.count("Samskriving: ikke ennå") == 4 * 2


def test_the_list_of_everyone_isnt_introduced_as_those_who_lack(world: World) -> None:
    url = reverse("school_people", args=[world.programme.pk, world.north.pk])

    def lead(**asked: str) -> str:
        page = world.client("principal").get(url, asked).content.decode()
        return page.partition('<p class="lead">')[2].partition("</p>")[0]

    lacking = "nådd av under halvparten"
    assert lacking not in lead()
    assert "Alle i målgruppen" in lead()
    assert lacking in lead(show="lacking")


def test_before_the_first_day_the_roster_and_its_list_are_of_the_same_day(world: World) -> None:
    first = today() + dt.timedelta(days=10)
    world.programme.participations.update(starts_on=first)
    world.programme.starts_on = first
    world.programme.save()
    newcomer = make.employee(world.north)
    newcomer.employments.update(starts_on=first)
    page = world.client("principal").get(
        reverse("school_people", args=[world.programme.pk, world.north.pk])
    )
    assert page.context["unit"].roster == len(page.context["reach"]) == 8


def test_the_overviews_superusers_open_to_a_list_of_as_many(world: World) -> None:
    gone = make.school(world.owner, "Vestlia skole")
    world.programme.participations.create(
        school=gone, starts_on=world.programme.starts_on, ends_on=today() - dt.timedelta(days=1)
    )
    make.superuser(gone)
    make.role(world.people["superuser"], "superuser", at=world.south)
    page = world.client("lead").get("/")
    address = f"{reverse('people')}?superusers_of={world.programme.pk}"
    assert f'href="{address}"' in page.content.decode()
    listed = world.client("lead").get(address).context["table"].data
    assert page.context["owner"].superusers == len(listed) == 2


def test_hidden_levels_are_not_on_the_page(world: World) -> None:
    make.assess(world.teachers[0], 6)
    make.closed_round(world.owner)
    page = world.client("principal").get(school(world)).content.decode()
    assert "skjult for å verne hver enkelt" in page
    assert 'class="level-6"' not in page
    assert "Samme tall i en tabell" not in page


@pytest.mark.parametrize("name", ["school", "schools"])
def test_pages_cost_the_same_queries_at_one_and_three(
    world: World, django_assert_num_queries: object, name: str
) -> None:
    expected = {"school": 6, "schools": 5}[name]
    url = {"school": school(world), "schools": schools(world)}[name]
    client = world.client("lead")
    client.get(url)
    with django_assert_num_queries(expected):
        client.get(url)
    for number in range(3):
        extra = make.school(world.owner, f"Skole {number}")
        world.programme.schools.add(
            extra, through_defaults={"starts_on": world.programme.starts_on}
        )
        make.employee(world.north)
    client.get(url)
    with django_assert_num_queries(expected):
        client.get(url)


def test_nobody_is_reached_by_every_kit_while_none_is_due(world: World) -> None:
    url = reverse("school_people", args=[world.programme.pk, world.south.pk])
    page = world.client("lead").get(url).content.decode()
    assert "Ingen læringspakke er aktuell ennå" in page
    assert "nådd med alle læringspakkene" not in page
    assert "Per læringspakke" not in page
    lacking = world.client("lead").get(url, {"show": "lacking"})
    assert list(lacking.context["reach"]) == []
    assert "Ingen skal være nådd ennå." in lacking.content.decode()
