"""What a workshop opens with: what each school has done since the cohort's last one."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone

from rollout.common.dates import today
from rollout.insight.opening import Opening, SchoolSince
from rollout.library.copies.actions import make_copy
from rollout.logbook.models import TrainingSession
from rollout.logbook.pulses.actions import close_pulse
from rollout.organisation.models import School
from rollout.planning.models import Membership
from tests import factories as make
from tests.logbook.pulses.scene import pulse_after, say_mastery
from tests.personas import World

DAY = dt.timedelta(days=1)


def address(world: World, workshop: int | None = None) -> str:
    return reverse("workshop_opening", args=[world.programme.pk, workshop or world.coming.pk])


def page(world: World, who: str = "facilitator", workshop: int | None = None) -> object:
    return world.client(who).get(address(world, workshop))


def opening(world: World, workshop: int | None = None) -> Opening:
    return page(world, workshop=workshop).context["opening"]


def north(world: World) -> SchoolSince:
    return next(s for s in opening(world).schools if s.pk == world.north.pk)


def another(world: World, name: str = "") -> School:
    """A school more in the cohort."""
    school = make.school(world.owner, name)
    world.programme.schools.add(school, through_defaults={"starts_on": world.programme.starts_on})
    role = make.superuser(school)
    Membership.objects.create(cohort=world.cohort, role=role, starts_on=world.programme.starts_on)
    return school


def test_it_tells_what_a_school_has_done_since(world: World) -> None:
    TrainingSession.objects.update(
        adaptation="Egne årsplaner", adapted_because="De kjenner dem", worked="Alle prøvde"
    )
    make.session(world.programme, world.north, world.kit, world.held.day - DAY)
    make.session(world.programme, world.north, world.kit, status="planned")
    school = north(world)
    assert opening(world).previous == world.held
    assert school.sessions == [world.session]
    assert (school.days, school.is_awaited, school.mastery) == (15, False, None)
    text = page(world).content.decode()
    for told in ("Egne årsplaner", "De kjenner dem", "Alle prøvde", "2 kom", "15 dager etter"):
        assert told in text


def test_a_school_with_nothing_since_comes_first(world: World) -> None:
    quiet = another(world, "Åslia skole")
    found = opening(world)
    assert [school.name for school in found.schools] == ["Åslia skole", "Nordlia skole"]
    first = found.schools[0]
    assert (first.pk, first.days, first.is_awaited) == (quiet.pk, 30, True)
    assert "ikke ennå, 30 dager siden samlingen" in page(world).content.decode()


def test_a_session_on_another_kit_leaves_the_last_one_awaited(world: World) -> None:
    world.session.delete()
    make.session(world.programme, world.north, make.kit(world.owner), today() - DAY)
    school = north(world)
    assert len(school.sessions) == 1
    assert (school.days, school.is_awaited) == (30, True)


def test_the_schools_own_copy_counts_for_the_kit(world: World) -> None:
    copy = make_copy(kit=world.kit, school=world.north)[0]
    world.session.delete()
    make.session(world.programme, world.north, copy, world.held.day + 3 * DAY)
    school = north(world)
    assert (school.days, school.is_awaited) == (3, False)
    assert not school.told.ran[0].is_adapted
    copy.purpose = "Vårt eget formål"
    copy.save()
    assert north(world).told.ran[0].is_adapted
    assert "Skolens egen utgave" in page(world).content.decode()


def test_nothing_is_awaited_of_a_school_that_came_later(world: World) -> None:
    another(world, "Ny skole")
    Membership.objects.filter(role__school__name="Ny skole").update(starts_on=today())
    school = next(s for s in opening(world).schools if s.name == "Ny skole")
    assert (school.is_new, school.days, school.is_awaited) == (True, None, False)
    assert "Har kommet til gruppen" in page(world).content.decode()


def test_a_workshop_without_a_kit_awaits_nothing(world: World) -> None:
    world.held.kit = None
    world.held.save()
    assert (north(world).days, north(world).is_awaited) == (None, False)
    assert page(world).status_code == 200


def test_what_stopped_them_and_help_wanted_are_told_open_ones_first(world: World) -> None:
    before = make.session(world.programme, world.north, world.kit, world.held.day - 5 * DAY)
    make.need(before, "Fortsatt åpent", kind="help")
    seen = make.need(world.session, "Nettet", kind="stopped")
    seen.answer, seen.answered_at = "Ny ruter", world.held.ends_at
    seen.answered_by = world.people["it"]
    seen.save()
    make.need(before, "Gammelt", kind="stopped").delete()
    make.need(make.session(world.programme, world.north, world.kit, status="cancelled"), "Avlyst")
    found = [need.text for need in north(world).needs]
    assert found == ["Fortsatt åpent", "Nettet"]
    assert north(world).told.help_wanted == ("Fortsatt åpent",)
    text = page(world).content.decode()
    assert "Ny ruter" in text
    assert "Nordlia skole ønsker hjelp: «Fortsatt åpent»" in text


def test_mastery_is_told_only_once_it_is_shown(world: World) -> None:
    people = [make.employee(world.north, signs_in=True) for _ in range(6)]
    session = make.session(
        world.programme, world.north, world.kit, today(), people=people, by=world.people["southern"]
    )
    pulse = pulse_after(session)
    say_mastery(pulse, people, [2, 2, 3, 2, 3, 2])
    assert north(world).mastery is None
    close_pulse(pulse=pulse, now=timezone.now())
    found = north(world)
    assert found.mastery == (14 / 6, 6)
    assert found.has_low_mastery
    assert "Gå gjennom «Samskriving» en gang til" in page(world).content.decode()


def test_a_past_workshop_shows_what_it_opened_with(world: World) -> None:
    between = make.workshop(world.cohort, today() - 10 * DAY, about=world.kit, status="held")
    late = make.session(world.programme, world.north, world.kit, today() - DAY)
    assert [s.sessions for s in opening(world, between.pk).schools] == [[world.session]]
    assert north(world).sessions == [late]


def test_the_first_workshop_has_nothing_before_it(world: World) -> None:
    assert opening(world, world.held.pk).previous is None
    assert "Ingen samling før denne" in page(world, workshop=world.held.pk).content.decode()


def test_a_workshop_that_nobody_has_noted_who_came_to_is_told(world: World) -> None:
    over = make.workshop(world.cohort, today() - 3 * DAY)
    make.workshop(world.cohort, today() + 3 * DAY)
    found = opening(world)
    assert (found.previous, found.untaken) == (world.held, over)
    assert "Oppmøtet på samlingen" in page(world).content.decode()
    assert "Registrer oppmøte" not in page(world).content.decode()
    assert "Registrer oppmøte" in page(world, "lead").content.decode()


def test_a_cohort_without_schools_says_so(world: World) -> None:
    Membership.objects.all().delete()
    assert "Ingen skoler i gruppen" in page(world).content.decode()


def test_no_teacher_is_named(world: World) -> None:
    make.need(world.session)
    text = page(world).content.decode()
    named = [*world.teachers, world.people["teacher"], world.people["principal"]]
    assert not [str(person) for person in named if str(person) in text]


def test_the_facilitator_and_the_lead_find_it(world: World) -> None:
    workshop = reverse("workshop", args=[world.programme.pk, world.coming.pk])
    assert address(world) in world.client("facilitator").get("/").content.decode()
    for who, status in (("facilitator", 200), ("lead", 200), ("superuser", 403), ("reader", 403)):
        assert page(world, who).status_code == status
        shown = world.client(who).get(workshop).content.decode()
        assert (address(world) in shown) == (status == 200)


def test_it_costs_the_same_queries_at_one_and_three(
    world: World, django_assert_num_queries: object
) -> None:
    make.need(world.session)
    client = world.client("facilitator")
    client.get(address(world))
    with django_assert_num_queries(12):
        client.get(address(world))
    for name in ("Åslia skole", "Østlia skole"):
        school = another(world, name)
        session = make.session(world.programme, school, make.kit(world.owner), today() - DAY)
        make.need(session)
        make.need(session, kind="help")
    assert len(opening(world).schools) == 3
    with django_assert_num_queries(12):
        client.get(address(world))
