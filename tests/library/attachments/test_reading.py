"""What a file is, is told by what is in it."""

import io
import zipfile

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image

from rollout.library.attachments.reading import (
    LONGEST_SIDE,
    MOST_BYTES,
    NotTaken,
    read_file,
)

WHERE = 0x8825  # what a phone notes of where a picture was taken
TURNED = 0x0112


def picture(form: str = "JPEG", size: tuple[int, int] = (40, 20), **saving: object) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "teal").save(made, form, **saving)
    return made.getvalue()


def zipped(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def office(folder: str, **more: bytes) -> bytes:
    return zipped(**{"[Content_Types].xml": b"<Types/>", f"{folder}/a.xml": b"<a/>"}, **more)


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (picture("PNG"), ".png"),
        (picture("JPEG"), ".jpeg"),
        (picture("WEBP"), ".webp"),
        (picture("GIF"), ".png"),
        (b"%PDF-1.7 ...", ".pdf"),
        (office("word"), ".docx"),
        (office("ppt"), ".pptx"),
        (office("xl"), ".xlsx"),
        (zipped(mimetype=b"application/vnd.oasis.opendocument.presentation"), ".odp"),
    ],
)
def test_pictures_and_documents_are_known(content: bytes, ending: str) -> None:
    assert read_file(content).ending == ending


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "unknown"),
        (b"<html><script>alert(1)</script>", "unknown"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "unknown"),
        (b"MZ\x90\x00", "unknown"),
        (zipped(readme=b"hei"), "unknown"),
        (b"PK\x03\x04 broken", "unknown"),
        (office("word", **{"word/vbaProject.bin": b"x"}), "macros"),
        (picture()[:200], "picture"),
        (b"%PDF-" + bytes(MOST_BYTES), "large"),
    ],
)
def test_all_else_is_refused_with_its_reason(content: bytes, why: str) -> None:
    with pytest.raises(NotTaken) as refused:
        read_file(content)
    assert refused.value.why == why


def test_a_moving_picture_is_refused() -> None:
    made = io.BytesIO()
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("teal", "white")]
    frames[0].save(made, "GIF", save_all=True, append_images=frames[1:])
    with pytest.raises(NotTaken) as refused:
        read_file(made.getvalue())
    assert refused.value.why == "moving"


def test_a_picture_made_to_take_all_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rollout.library.attachments.reading.MOST_PIXELS", 100)
    with pytest.raises(NotTaken) as refused:
        read_file(picture())
    assert refused.value.why == "picture"


def test_what_a_phone_noted_is_gone_and_the_picture_stands_upright() -> None:
    noted = Image.Exif()
    noted[TURNED] = 6
    noted.get_ifd(WHERE)[1] = "N"
    kept = read_file(picture(exif=noted)).content
    with Image.open(io.BytesIO(kept)) as shown:
        assert dict(shown.getexif()) == {}
        assert shown.size == (20, 40)


def test_a_picture_is_no_larger_than_it_is_shown() -> None:
    with Image.open(io.BytesIO(read_file(picture(size=(5000, 100))).content)) as shown:
        assert shown.size == (LONGEST_SIDE, 40)


@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"\x89PNG\r\n"]))
def test_whatever_comes_is_refused_as_one_of_these(content: bytes, start: bytes) -> None:
    assume(not (start + content).startswith(b"%PDF-"))
    with pytest.raises(NotTaken) as refused:
        read_file(start + content)
    assert refused.value.why in {"unknown", "picture", "macros"}
