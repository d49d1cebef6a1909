"""Several files as people and clerks meet them: added, named when refused, removed one by one, opened; and no place in them."""

from __future__ import annotations

import io
import re

from flask import Flask
from PIL import Image
from sqlalchemy import select

from portal.store import StoredFile
from portal.usecases.copying import COPY
from tests.pages import Page
from tests.people import signed_in
from tests.trying import asking, begun
from tests.web.test_citizen_journey import a_pdf

ASK = '- {field: photos, kind: several files, label: "Photos", max: 3, accept: [pdf, jpeg], max_pixels: 600}\n'
GROUP = '- group: stall\n  label: Stall\n  items: 0 to 3\n  ask:\n  - {field: photos, kind: several files, label: "Photos"}\n'


def a_photo_with_its_place(width: int = 1_200, height: int = 400) -> bytes:
    picture, stream = Image.new("RGB", (width, height), "green"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "A camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (59.0, 26.0, 13.0), 3: "E", 4: (24.0, 45.0, 13.0)})
    picture.save(stream, "JPEG", exif=exif)
    assert Image.open(io.BytesIO(stream.getvalue())).getexif().get_ifd(0x8825)
    return stream.getvalue()


def attach(page: Page, *files: tuple[bytes, str], name: str = "photos") -> Page:
    page.typed[name] = list(files)
    return page


def kept(app: Flask) -> list[StoredFile]:
    with app.extensions["portal"].store.reading() as session:
        return list(session.scalars(select(StoredFile).where(StoredFile.field.not_in(("", COPY)))))


def test_files_are_added_refused_by_name_removed_and_opened_by_the_clerk(app: Flask) -> None:
    page = begun(app, asking(ASK))
    assert "Up to 3 files: PDF or JPEG, up to 10 MB each" in page.text
    page = attach(page, (a_pdf(), "plan.pdf"), (b"MZ no picture", "virus.jpeg")).press("Continue")
    assert page.problem("Photos") == "“virus.jpeg” was not added to “Photos”: it must be a PDF or JPEG"
    assert "plan.pdf" in page.text

    page = attach(page, (a_photo_with_its_place(), "house.jpeg"), (a_pdf(), "more.pdf"), (a_pdf(), "much.pdf")).press(
        "Continue"
    )
    assert page.problem("Photos") == "“much.pdf” was not added to “Photos”: there can be 3 at most"
    assert len(kept(app)) == 3
    page = page.press("Remove more.pdf")
    assert len(kept(app)) == 2
    assert page.problem("Photos") is None
    page = page.press("Continue").press("Continue")
    assert re.fullmatch(r"plan\.pdf \d+ KB house\.jpeg \d+ KB", page.facts()["Photos"])

    sent = page.tick("It is true").press("Accept and send")
    reference = sent.follow("Follow your case").path.rsplit("/", 1)[-1]
    assert sent.follow("Follow your case").has_link("house.jpeg")
    clerk = signed_in(app, "maarja-kask", "staff")
    case = clerk.open(f"/en/office/cases/{reference}")
    (href,) = {one.get("href", "") for one in case.all("a") if "house.jpeg" in "".join(one.itertext())}
    picture = Image.open(io.BytesIO(clerk.client.get(href).data))
    assert max(picture.size) == 600
    assert not picture.getexif()
    assert b"A camera" not in clerk.client.get(href).data


def test_a_single_picture_is_drawn_smaller_and_tells_no_place_either(app: Flask) -> None:
    ask = '- {field: photo, kind: file, label: "Photo", accept: [jpeg], max_pixels: 300}\n'
    page = (
        begun(app, asking(ask))
        .attach("Photo", a_photo_with_its_place(), "house.jpeg")
        .press("Continue")
        .press("Continue")
    )
    sent = page.tick("It is true").press("Accept and send")
    case = sent.follow("Follow your case")
    (href,) = {one.get("href", "") for one in case.all("a") if "house.jpeg" in "".join(one.itertext())}

    picture = Image.open(io.BytesIO(case.visitor.client.get(href).data))
    assert (picture.size, dict(picture.getexif())) == ((300, 100), {})


def test_an_item_of_a_group_has_its_own_files(app: Flask) -> None:
    page = begun(app, asking(GROUP)).press("Add: Stall")
    name = next(one.get("name", "") for one in page.all("input", type="file"))
    page = attach(page, (a_pdf(), "one.pdf"), (a_pdf(), "two.pdf"), name=name)
    page = page.press("Continue")
    assert re.search(r"one\.pdf \d+ KB two\.pdf \d+ KB", page.text)
    page = page.follow("Change one.pdf").press("Remove one.pdf")
    assert "two.pdf" in page.text
    assert len(kept(app)) == 1


def test_a_forged_record_is_no_file(app: Flask) -> None:
    page = begun(app, asking(ASK))
    page.typed["photos"] = ['{"id": "secret", "name": "x.pdf", "size": 1, "type": "application/pdf"}']
    page = page.press("Continue")

    assert page.problem("Photos") == "Add a file to “Photos”"


def test_it_is_said_in_arabic(app: Flask) -> None:
    page = begun(app, asking(ASK), language="ar")

    assert "حتى 3 ملفات" in page.text


def test_of_many_files_only_a_few_are_looked_at_and_named(app: Flask) -> None:
    page = begun(app, asking(ASK))

    page = attach(page, *((b"x", f"{number}.pdf") for number in range(40))).press("Continue")

    assert len(page.problems) <= 12


def test_what_the_files_are_for_is_said_as_for_every_question(app: Flask) -> None:
    ask = ASK.replace("max: 3", "max: 3, purpose: judging")

    page = begun(app, asking(ask, 'purposes: {judging: "To judge the place"}\n'))

    assert "What we use your answer for: To judge the place" in page.text
