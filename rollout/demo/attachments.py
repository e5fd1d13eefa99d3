"""What goes with the demo's kits: a picture in a step, a sheet to hand out, and links."""

import datetime as dt
import io

from PIL import Image, ImageDraw, ImageFont

from rollout.library.attachments.actions import add_file, add_link
from rollout.library.attachments.reading import read_file
from rollout.library.models import Dimension, Kit
from rollout.library.versions.actions import publish

INK, PALE, BLUE = "#1e2b3c", "#e7f0f9", "#0062ba"
CURRICULUM = ("Læreplanverket hos Utdanningsdirektoratet", "https://www.udir.no/lk20/")
SHEET = (
    "Hvor skal filen ligge?",
    "1. Er det bare jeg som trenger den?  Mine filer",
    "2. Trenger trinnet den?  Trinnets team",
    "3. Trenger hele skolen den?  Personalteamet",
    "4. Er det opplysninger om en elev?  Skolens arkiv, aldri teamet",
)


def make(kits: list[Kit], at: dt.datetime) -> None:
    """A shelf and a drawer in the kit about files, and a link in the pedagogical ones."""
    files = next(kit for kit in kits if kit.title.startswith("Filer"))
    drawing = add_file(
        kit=files, title="En skuff for egne filer og en hylle for teamets", file=read_file(shelf())
    )
    add_file(kit=files, title="Ark: Hvor skal filen ligge?", file=read_file(sheet()))
    step = files.steps.get(key="ijgn5pbg")
    step.text = f"{step.text}\n\n![{drawing}]{drawing.picture_address}"
    step.save()
    publish(kit=files, news="Et bilde av skuffen og hyllen", at=at)
    for kit in kits:
        if kit.dimension == Dimension.PEDAGOGICAL:
            add_link(kit=kit, title=CURRICULUM[0], url=CURRICULUM[1])


def as_bytes(picture: Image.Image, form: str) -> bytes:
    made = io.BytesIO()
    picture.save(made, form)
    return made.getvalue()


def shelf() -> bytes:
    """One’s own drawer and the team’s shelf, with an arrow from one to the other."""
    picture = Image.new("RGB", (1200, 420), "white")
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(34)
    for left, words, files in ((60, "Mine filer", 2), (720, "Teamets filer", 5)):
        draw.rounded_rectangle((left, 60, left + 420, 360), 24, fill=PALE, outline=BLUE, width=5)
        draw.text((left + 210, 110), words, fill=INK, font=font, anchor="mm")
        for number in range(files):
            across, down = left + 50 + 115 * (number % 3), 160 + 95 * (number // 3)
            draw.rectangle(
                (across, down, across + 90, down + 75), fill="white", outline=INK, width=3
            )
    draw.line((510, 210, 670, 210), fill=BLUE, width=10)
    draw.polygon(((665, 180), (705, 210), (665, 240)), fill=BLUE)
    return as_bytes(picture, "PNG")


def sheet() -> bytes:
    """A page to hang on the wall."""
    page = Image.new("RGB", (1240, 1754), "white")
    draw = ImageDraw.Draw(page)
    draw.text((100, 140), SHEET[0], fill=INK, font=ImageFont.load_default(64))
    for number, line in enumerate(SHEET[1:]):
        draw.text((100, 320 + 140 * number), line, fill=INK, font=ImageFont.load_default(34))
    return as_bytes(page, "PDF")
