"""A sheet of every kind of field: empty, filled, wrong, summed up and printed, in English and in Arabic.

`python -m tests.kinds.gallery [FOLDER]` draws it with the real templates and style sheets, and takes the pictures that
docs/specification.md shows: one a kind, both languages side by side. Its section is written anew too.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image

from portal.documents import render
from portal.i18n.catalogue import Catalogue, Catalogues, Words
from portal.i18n.formats import Formats
from portal.i18n.text import direction
from portal.journey.entries import Answer, Entries
from portal.journey.finish import Row
from portal.journey.plan import plan
from portal.kinds.kind import Raw
from portal.kinds.registry import KINDS
from portal.spec.model import Field, Service
from portal.spec.reader import read_service
from portal.usecases.onpaper import _row
from portal.web.citizen.questions import shown_on
from portal.web.citizen.rows import row_view
from portal.wording.release import ReleaseWords
from tests.authoring.test_documentation import a_service, blocks
from tests.browsers import chromium
from tests.templates.drawing import HOME, environment

HERE = Path(__file__).resolve().parent
PICTURES = HOME / "docs" / "pictures" / "kinds"
PAGE = HOME / "docs" / "specification.md"
_SECTION = "## What each kind looks like"
LANGUAGES = ("en", "ar")
CELLS = ("empty", "filled", "wrong", "summary", "PDF")
TODAY = date(2026, 11, 24)
MADE_AT = datetime(2026, 11, 24, tzinfo=UTC)
_PAPER = {"en": (58, 226, 704, 480), "ar": (58, 242, 704, 496)}  # where the answers stand on the copy, at 92 dpi
_INK = 150  # what is darker is text, not the ground of the paper
ARABIC: Mapping[str, str] = json.loads((HERE / "gallery.ar.json").read_text("utf-8"))

# What stands in the inputs, and what somebody gets wrong there; else the kind's own example, and the first slip that it refuses.
FILLED: Mapping[str, Raw] = {
    "text": {"": ["Rex"]},
    "long text": {"": ["It is afraid of bicycles.\nIt loves children."]},
    "integer": {"": ["32"]},
    "decimal": {"": ["0.62"]},
    "money": {"": ["1250.50"]},
    "percentage": {"": ["50"]},
    "date": {"day": ["14"], "month": ["5"], "year": ["2025"]},
    "date range": {
        "from-day": ["3"], "from-month": ["12"], "from-year": ["2026"],
        "until-day": ["9"], "until-month": ["12"], "until-year": ["2026"],
    },
    "month and year": {"month": ["9"], "year": ["2026"]},
    "year": {"": ["1998"]},
    "time": {"": ["21:30"]},
    "choice": {"": ["female"]},
    "several choices": {"": ["calm", "shy"]},
    "rating": {"": ["4"]},
    "likert": {"with_dogs": ["well"], "with_children": ["mixed"]},
    "email": {"": ["leila@example.org"]},
    "url": {"": ["www.kennel.example"]},
    "person name": {"": ["Leila Haddad"]},
    "address": {"street": ["12 Rope Walk"], "postal_code": ["10123"], "city": ["Solmere"]},
    "several choices with search": {"": ["pug", "poodle"]},
    "several choices with none and other": {"": ["digs", "other"], "other": ["It sings"]},
    "locked": {"": ["Leila Haddad"]},
    "hidden": {"": ['{"yes no": true}']},
    "recommended": {"": ["Dr Tamm, Harbour Street"]},
}  # fmt: skip
WRONG: Mapping[str, Raw] = {
    "long text": {"": ["It barks. " * 60]},
    "integer": {"": ["12.5"]},
    "decimal": {"": ["2.5"]},
    "percentage": {"": ["120"]},
    "money": {"": ["12,345.678"]},
    "date": {"day": ["14"], "month": [""], "year": ["2025"]},
    "date range": {**FILLED["date range"], "until-day": ["1"]},
    "month and year": {"month": ["9"], "year": [""]},
    "year": {"": ["98"]},
    "time": {"": ["25:00"]},
    "likert": {"with_dogs": ["well"]},
    "email": {"": ["leila.example.org"]},
    "phone": {"": ["12"]},
    "url": {"": ["our web site"]},
    "person name": {"": ["12345"]},
    "national number": {"": ["37605030298"]},
    "company number": {"": ["12345679"]},
    "vat number": {"": ["EE 100 931 559"]},
    "iban": {"": ["EE38 2200 2210 2014 5686"]},
    "vehicle plate": {"": ["ABC"]},
    "postcode": {"": ["101"]},
    "address": {"street": ["12 Rope Walk"], "city": ["Solmere"]},
    "file": {"refused": ["wrong_type", "rex.gif"]},
    "several files": {"refused": ["wrong_type", "rex.gif", "one_too_many", "rex-5.jpeg"]},
    "choice with search": {"": ["Pigdog"]},
    "several choices with search": {"": ["pug"], "add": ["Pigdog"]},
    "several choices with none and other": {"": ["digs", "none"]},
    "text": {},
    "recommended": {"": ["Harbour Street, " * 30]},
}


# What a question can be beside its kind, and the field of the page's examples that shows it.
MORE = {
    "choice with search": "breed",
    "several choices with search": "parents",
    "several choices with none and other": "habits",
    "locked": "keeper",
    "recommended": "vet",
}


@dataclass(frozen=True)
class Subject:
    """A field of an example, in the service that asks it."""

    service: Service
    field: Field
    name: str = ""  # of its picture


@dataclass(frozen=True)
class Drawn:
    """One subject in one language: its cells' HTML by name, and what the paper is told (None: it is not printed)."""

    cells: Mapping[str, str]
    on_paper: Mapping[str, Any] | None


@cache
def subjects() -> dict[str, Subject]:
    """Name of the picture → what it shows: one of each kind, out of the examples of docs/specification.md."""
    examples = [text for _, text in blocks("yaml")]
    examples.sort(key=lambda text: "kind: money" not in text)  # the one with most kinds first
    asked = [Subject(found, one) for found in map(_service, examples) for one in found.fields.values() if not one.group]
    kinds: dict[str, Subject] = {}
    for one in asked:
        kinds.setdefault(one.field.kind.name, one)
    more = {name: next(one for one in asked if _shows(one.field, name, field)) for name, field in MORE.items()}
    found = {name: kinds[name] for name in KINDS if name in kinds} | more
    return {name: replace(one, name=name) for name, one in found.items()}


def _service(example: str) -> Service:
    return read_service(a_service(example))


def _shows(one: Field, name: str, field: str) -> bool:
    is_searched = one.settings.get("show") == "search"
    return one.id == field and bool(getattr(one, name, True)) and is_searched == name.endswith(" with search")


@cache
def _own_words(language: str) -> Words:
    return Catalogues(HOME / "translations").words(language)


def words(service: Service, language: str) -> ReleaseWords:
    known = {
        (phrase.key, phrase.source): (ARABIC[phrase.source],) for phrase in service.phrases if phrase.source in ARABIC
    }
    catalogue = Catalogue(language, known if language == "ar" else {})
    return ReleaseWords(language, "en", catalogue, _own_words(language), Formats(language, "Europe/Tallinn"))


def drawn(subject: Subject, language: str) -> Drawn:
    """The cells. What nobody types has no wrong one, and what is hidden is only summed up, for the clerk."""
    one, said = subject.field, words(subject.service, language)
    filled = FILLED.get(subject.name) or one.kind.example(one, TODAY)
    value = one.kind.read(one, filled, TODAY).value
    assert value is not None, one.kind.name
    source = "typed" if one.kind.asks and not one.locked else "identity" if one.locked else "computed"
    answer = Answer(one.kind.encode(value), source, "")
    module: Any = environment(language).get_template("citizen/shown.html").module
    listed: Any = environment(language).get_template("components/summary_list.html").module

    def ask(state: str, entries: Entries) -> str:
        page = subject.service.page_of[one.id]
        so_far = plan(subject.service, entries, TODAY)
        shown: Any = shown_on(so_far, page, said, str, judged=state == "wrong")
        question = next(item for item in shown if item.id == one.id)
        return str(module.shown(replace(question, id=f"{one.id}-{state}")))

    cells: dict[str, str] = {}
    if one.kind.asks and not one.locked:
        cells["empty"] = ask("empty", Entries())
    if not one.kind.is_hidden:
        cells["filled"] = ask("filled", Entries({one.id: answer}))
    if one.kind.asks and not one.locked:
        cells["wrong"] = ask("wrong", Entries(slips={one.id: wrong(subject)}))
    cells["summary"] = str(
        listed.summary_list([row_view(said, one, value, change="#" if one.kind.asks and not one.locked else "")])
    )
    return Drawn(cells, None if one.kind.is_hidden else _row(Row(one, answer), said))


def wrong(subject: Subject) -> Raw:
    """What somebody typed that does not hold; nothing at all where there is no other way to be wrong."""
    return WRONG.get(subject.name, {} if subject.field.codes else {"": ["?"]})


def paper(rows: list[Mapping[str, Any]], language: str) -> bytes:
    """The answers on a copy of an application, as it is kept and sent."""
    service = next(iter(subjects().values())).service
    title = {language: words(service, language).text(service.title).value}
    town = {"en": "Town of Solmere", "ar": "بلدية سولمير"}[language]
    facts = {
        "title": title, "reference": "7K4M-XD9Q-T", "sent_on": TODAY.isoformat(), "fee": None, "fee_open": False, "declaration": "",
        "authority": {"name": {language: town}, "unit": {language: town}},
        "sections": [{"title": "", "blocks": [{"title": "", "rows": rows}]}],
    }  # fmt: skip
    return render(
        {},
        "copy.html",
        facts,
        language=language,
        official_language=language,
        home=HOME,
        name="gallery",
        made_at=MADE_AT,
    )


def write(folder: Path, names: Collection[str] = (), *, papers: bool = True) -> dict[str, Path]:
    """Writes the sheet of all subjects, or of some, in each language, with the built files beside it; language → page."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in (HOME / "static" / "built").iterdir():
        shutil.copyfile(path, folder / path.name)
    shutil.copyfile(HERE / "gallery.css", folder / "gallery.css")
    written = {}
    for language in LANGUAGES:
        sheets = {name: drawn(one, language) for name, one in subjects().items() if not names or name in names}
        for name, sheet in sheets.items():
            if papers and sheet.on_paper is not None:
                path = folder / f"{file_name(name)}.{language}.paper"
                _picture_of_paper(paper([sheet.on_paper], language), path, language)
        env = environment(language, asset=lambda name: name)
        template = env.from_string((HERE / "gallery.html").read_text("utf-8"))
        written[language] = folder / f"kinds.{language}.html"
        written[language].write_text(
            template.render(sheets=sheets, file_name=file_name, dir=direction(language)), "utf-8"
        )
    return written


def file_name(kind: str) -> str:
    return re.sub("[^a-z]+", "-", kind)


def _picture_of_paper(pdf: bytes, path: Path, language: str) -> None:
    """What is printed under the head of the page, without the white below it."""
    path.with_suffix(".pdf").write_bytes(pdf)
    subprocess.run(
        ["pdftoppm", "-r", "92", "-png", "-singlefile", path.with_suffix(".pdf"), path], check=True, timeout=60
    )
    picture = path.with_name(f"{path.name}.png")
    image = Image.open(picture).convert("RGB").crop(_PAPER[language])
    box = image.convert("L").point(lambda level: 255 if level < _INK else 0).getbbox()
    assert box is not None, path
    image.crop((0, 0, image.width, min(image.height, box[3] + 12))).save(picture)


def take(folder: Path, into: Path) -> Iterator[Path]:
    """One picture a kind: English to the left, Arabic to the right."""
    pages = write(folder)
    into.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for language, path in pages.items():
            page = browser.new_page(viewport={"width": 720, "height": 900}, device_scale_factor=1)
            page.goto(path.as_uri())
            for name in subjects():
                page.locator(f"#{file_name(name)}").screenshot(path=folder / f"{file_name(name)}.{language}.png")
    for name in subjects():
        left, right = (Image.open(folder / f"{file_name(name)}.{language}.png") for language in LANGUAGES)
        both = Image.new("RGB", (left.width + right.width, max(left.height, right.height)), "#ffffff")
        both.paste(left, (0, 0))
        both.paste(right, (left.width, 0))
        found = into / f"{file_name(name)}.png"
        both.quantize(48, dither=Image.Dither.NONE).save(found, optimize=True)
        yield found


def listed(page: str) -> str:
    """docs/specification.md with the section that shows the pictures written anew."""
    start = page.index(_SECTION)
    end = page.index("\n## ", start + len(_SECTION)) + 1
    told = "Empty, filled, wrong, summed up and printed, in English and in Arabic. `make gallery` draws these pictures anew."
    titles = {name: name[0].upper() + name[1:] for name in subjects()}
    shown = [
        f"### {title}\n\n![{title}, as it is asked, summed up and printed](pictures/kinds/{file_name(name)}.png)\n\n"
        for name, title in titles.items()
    ]
    return f"{page[:start]}{_SECTION}\n\n{told}\n\n{''.join(shown)}{page[end:]}"


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES
    for one in take(Path(tempfile.mkdtemp(prefix="portal-gallery-")), target):
        print(one)
    if target == PICTURES:
        PAGE.write_text(listed(PAGE.read_text("utf-8")), "utf-8")
