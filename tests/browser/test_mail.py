"""Mail on pages: fit for everyone in every state, and sent once by an impatient hand."""

from typing import Any

from django.urls import reverse

from rollout.notifications.models import Message
from tests.browser.conftest import axe
from tests.factories.mail import message
from tests.personas import World

CLAIM = "00000000-0000-0000-0000-000000000001"


def test_pages_with_mail_in_every_state_are_fit_for_everyone(
    look: Any, browser_world: World
) -> None:
    who = browser_world.people["superuser"]
    for status in Message.Status.values:
        problem = "address" if status == "failed" else "lost" if status == "uncertain" else ""
        made = message(browser_world.coming, who, status=status, problem=problem, claim=CLAIM,
                       detail="550 unknown" if problem else "")  # fmt: skip
        if status == "failed":
            failed = made
    programme = browser_world.programme.pk
    pages = [
        reverse("mail", args=[programme]),
        reverse("mail_message", args=[programme, failed.pk]),
        reverse("workshop", args=[programme, browser_world.coming.pk]),
    ]
    for path in pages:
        for width, dark in ((1280, False), (320, True)):
            page = look("lead", path, width, dark)
            for summary in page.locator("summary").all():
                summary.click()
            assert axe(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.problems == []


def test_a_double_click_sends_the_invitations_once(look: Any, browser_world: World) -> None:
    page = look("lead", reverse("invitations", args=[browser_world.programme.pk]))
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("form:has([name=workshops]) button[type=submit]").dblclick()
    page.wait_for_url("**/workshops/")
    assert Message.objects.filter(kind="invitation").count() == 2
    browser_world.coming.refresh_from_db()
    assert browser_world.coming.invited_at
