"""What a file that somebody adds to a kit is, told by what is in it and never by its name.

It is read in a process of its own (`common.apart`): a picture may be made to take all memory.
"""

import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from PIL import Image, ImageOps

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2000  # pixels: wider than a projector shows
PICTURES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}
OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN = "application/vnd.oasis.opendocument"
# The folder that an Office file keeps its text in.
OFFICE_KINDS = {
    "word": (".docx", f"{OFFICE}.wordprocessingml.document"),
    "ppt": (".pptx", f"{OFFICE}.presentationml.presentation"),
    "xl": (".xlsx", f"{OFFICE}.spreadsheetml.sheet"),
}
OPEN_KINDS = {f"{OPEN}.text": ".odt", f"{OPEN}.presentation": ".odp", f"{OPEN}.spreadsheet": ".ods"}


class NotTaken(Exception):
    """A file that a kit doesn't take: `why` is a word that the form explains."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class FileRead:
    """A file's content as it is kept, its kind (a media type) and the ending of its name."""

    content: bytes
    kind: str
    ending: str


def read_file(content: bytes) -> FileRead:
    """What a file is. A picture is made anew, no larger than it is shown: what a phone notes in it,
    such as where it was taken, isn't kept.

    Raises NotTaken: `large`, `unknown`, `macros`, or `picture` for one that can't be read.
    """
    if len(content) > MOST_BYTES:
        raise NotTaken("large")
    if content.startswith(b"%PDF-"):
        return FileRead(content, "application/pdf", ".pdf")
    if content.startswith(b"PK\x03\x04"):
        return read_document(content)
    return read_picture(content)


def read_document(content: bytes) -> FileRead:
    """A text, a presentation or a sheet, of Office or OpenDocument. Only names are read of it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = parts.namelist()
            first = parts.open(names[0]).read(200) if names[:1] == ["mimetype"] else b""
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, RuntimeError) as error:
        raise NotTaken("unknown") from error
    if any(PurePosixPath(name).name.lower() == "vbaproject.bin" for name in names):
        raise NotTaken("macros")
    kind = first.decode("ascii", errors="replace")
    if kind in OPEN_KINDS:
        if any(name.startswith(("Basic/", "Scripts/")) for name in names):
            raise NotTaken("macros")
        return FileRead(content, kind, OPEN_KINDS[kind])
    if "[Content_Types].xml" in names:
        for folder, (ending, office_kind) in OFFICE_KINDS.items():
            if any(name.startswith(f"{folder}/") for name in names):
                return FileRead(content, office_kind, ending)
    raise NotTaken("unknown")


def read_picture(content: bytes) -> FileRead:
    """A picture, the right way up, without what its camera noted."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(io.BytesIO(content), formats=list(PICTURES)) as picture:
            form = str(picture.format)
            if getattr(picture, "is_animated", False):
                raise NotTaken("moving")
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            made = io.BytesIO()
            plain = Image.new(upright.mode, upright.size)
            if upright.mode == "P" and (palette := upright.getpalette()):
                plain.putpalette(palette)
            plain.paste(upright)
            plain.save(made, "PNG" if form == "GIF" else form)
    except Image.UnidentifiedImageError as error:
        raise NotTaken("unknown") from error
    except (Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise NotTaken("picture") from error
    kept = "PNG" if form == "GIF" else form
    return FileRead(made.getvalue(), PICTURES[kept], f".{kept.lower()}")
