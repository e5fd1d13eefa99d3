"""Every table's rows lead where they say."""

import re

import pytest
from django.urls import reverse

from tests.personas import World


@pytest.mark.parametrize("name", ["workshops", "sessions", "people", "school_list", "schools"])
def test_the_first_row_opens(world: World, name: str) -> None:
    args = [] if name in ("people", "school_list") else [world.programme.pk]
    lead = world.client("lead")
    page = lead.get(reverse(name, args=args)).content.decode()
    body = page.split("<tbody>")[1].split("</tbody>")[0]
    link = re.search(r'href="([^"]+)"', body)
    assert link
    assert lead.get(link.group(1)).status_code == 200
