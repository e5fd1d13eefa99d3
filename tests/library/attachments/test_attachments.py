"""Files and links of a kit: added by a lead, shown to all, fetched safely."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from rollout.common.markdown import markdown_html
from rollout.library.attachments.actions import MOST_ATTACHMENTS, add_link, remove_attachment
from rollout.library.attachments.models import Attachment, FileContent
from rollout.library.versions.actions import publish
from tests import factories as make
from tests.library.attachments.test_reading import picture
from tests.personas import World


def page(world: World) -> str:
    return reverse("kit_attachments", args=[world.kit.pk])


def add(world: World, **data: object) -> str:
    answer = world.client("lead").post(page(world), {"title": "Skjermbilde", **data}, follow=True)
    return str(answer.content.decode())


def upload(content: bytes, name: str = "bilde.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_picture_is_added_and_shown_in_a_step(world: World) -> None:
    assert "«Skjermbilde» er lagt til" in add(world, file=upload(picture("PNG")))
    added = Attachment.objects.get(kit=world.kit)
    assert (added.kind, added.ending) == ("image/png", ".png")
    step = make.step(world.kit, text=f"Se her: ![Et skjermbilde]{added.picture_address}")
    shown = world.client("superuser").get(reverse("kit_present", args=[world.kit.pk]))
    address = reverse("attachment", args=[added.key])
    assert f'<img src="{address}" alt="Et skjermbilde"' in shown.content.decode()
    with pytest.raises(ValidationError):
        remove_attachment(attachment=added)
    step.delete()
    remove_attachment(attachment=added)
    remove_attachment(attachment=added)
    assert not FileContent.objects.exists()


def test_a_link_is_added_and_shown_with_where_it_leads(world: World) -> None:
    add(world, title="Kompetansemål", url="https://www.udir.no/lk20/")
    shown = world.client("teacher").get(reverse("kit", args=[world.kit.pk])).content.decode()
    assert 'href="https://www.udir.no/lk20/"' in shown
    assert ">udir.no<" in shown


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Velg en fil eller skriv en adresse"),
        ({"url": "javascript:alert(1)"}, "Oppgi en gyldig nettadresse"),
        ({"file": b"<html>", "name": "a.pdf"}, "Legg til et bilde, en PDF"),
        ({"file": b"%PDF-1.7", "url": "https://a.example/"}, "Velg en fil eller skriv en adresse"),
    ],
)
def test_what_cant_be_taken_is_said_where_it_happened(
    world: World, data: dict[str, object], said: str
) -> None:
    name = str(data.pop("name", "a.pdf"))
    if isinstance(content := data.get("file"), bytes):
        data["file"] = upload(content, name)
    assert said in add(world, **data)
    assert not Attachment.objects.exists()


def test_a_kit_that_has_its_fill_says_so(world: World) -> None:
    for number in range(MOST_ATTACHMENTS):
        add_link(kit=world.kit, title=f"Lenke {number}", url="https://a.example/")
    assert "30 filer og lenker" in add(world, url="https://b.example/")


def test_a_file_is_fetched_as_itself_and_can_run_nothing(world: World) -> None:
    document = make.attachment(world.kit, "Ark til å dele ut")
    answer = world.client("teacher").get(reverse("attachment", args=[document.key]))
    assert answer.content.startswith(b"%PDF-")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="ark-til-a-dele-ut.pdf"'
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_another_owners_files_arent_there(world: World) -> None:
    elsewhere = make.kit(make.school_owner(), "Annet")
    theirs = make.attachment(elsewhere)
    lead = world.client("lead")
    assert lead.get(reverse("attachment", args=[theirs.key])).status_code == 404
    out = reverse("attachment_remove", args=[world.kit.pk, theirs.pk])
    assert lead.post(out).status_code == 404


@pytest.mark.parametrize("fields", [{}, {"url": "https://a.example/", "size": 1, "kind": "a/b"}])
def test_it_is_a_file_or_a_link(world: World, fields: dict[str, object]) -> None:
    with pytest.raises(IntegrityError, match="én av delene"), transaction.atomic():
        Attachment.objects.create(kit=world.kit, title="Noe", **fields)


def test_the_list_costs_the_same_queries_at_one_and_three(
    world: World, django_assert_num_queries: object
) -> None:
    lead = world.client("lead")
    make.attachment(world.kit)
    with django_assert_num_queries(9):
        lead.get(page(world))
    for _more in range(2):
        make.attachment(world.kit)
    with django_assert_num_queries(9):
        lead.get(page(world))


@pytest.mark.parametrize(
    "text",
    [
        "![x](picture:short)",
        "![x](picture:abcdefghjkmn?a)",
        "![x](https://away.example/picture:abcdefghjkmn)",
        "\ue000abcdefghjkmn\ue001x\ue002",
        "[x](picture:abcdefghjkmn)",
    ],
)
def test_nothing_else_becomes_a_picture(text: str) -> None:
    assert "<img" not in markdown_html(text)


def test_a_pictures_words_cant_end_its_value() -> None:
    shown = markdown_html('![a" onload="alert(1) <b>](picture:abcdefghjkmn)')
    assert shown.count("<img") == 1
    assert 'onload="' not in shown


def test_a_picture_that_a_published_version_shows_stays(world: World) -> None:
    drawing = make.attachment(world.kit, content=picture("PNG"))
    step = make.step(world.kit, text=f"![Se]{drawing.picture_address}")
    publish(kit=world.kit)
    step.delete()
    with pytest.raises(ValidationError):
        remove_attachment(attachment=drawing)
