"""Which kit a copy counts for, and which kits a school may use."""

from django.utils import timezone

from rollout.common.dates import today
from rollout.library.models import Kit
from rollout.library.queries import about_kit, central_kits, kit_root, kits_for, usable_kits
from rollout.logbook.models import TrainingSession
from rollout.organisation.access import Viewer, acting_roles_of
from tests import factories as make
from tests.personas import World


def own_copies(world: World) -> tuple[Kit, Kit]:
    """North's own copy of the kit, and South's."""
    north = make.kit(world.owner, "Nordlias", school=world.north, origin=world.kit)
    return north, make.kit(world.owner, "Sørlias", school=world.south, origin=world.kit)


def test_a_copys_root_is_the_kit_that_it_is_a_copy_of(world: World) -> None:
    copy, _other = own_copies(world)
    roots = dict(Kit.objects.values_list("pk", kit_root("")))
    assert roots[copy.pk] == copy.root_id == world.kit.pk
    assert roots[world.kit.pk] == world.kit.root_id == world.kit.pk


def test_what_is_about_a_copy_is_about_its_kit(world: World) -> None:
    copy, _other = own_copies(world)
    make.session(world.programme, world.south, make.kit(world.owner, "Lesing"))
    own = make.session(world.programme, world.north, copy)
    found = about_kit(TrainingSession.objects.all(), world.kit.pk)
    assert set(found) == {world.session, own}


def test_a_school_may_use_the_owners_kits_and_its_own_copies(world: World) -> None:
    north, _south = own_copies(world)
    make.kit(world.people["stranger"].owner, "Naboens")
    assert set(central_kits(world.owner.pk)) == {world.kit}
    assert set(usable_kits(world.owner.pk, [world.north.pk])) == {world.kit, north}


def test_a_viewer_sees_what_their_school_may_use_and_a_lead_all(world: World) -> None:
    north, south = own_copies(world)

    def seen(who: str) -> set[Kit]:
        acting_roles = acting_roles_of(world.people[who].user_id, today())
        return set(kits_for(Viewer(timezone.now(), acting_roles, acting_roles[0])))

    assert seen("superuser") == {world.kit, north}
    assert seen("lead") == {world.kit, north, south}
    assert seen("stranger") == set()


def test_who_looks_as_nothing_sees_no_kit(world: World) -> None:
    assert not kits_for(Viewer(timezone.now())).exists()
