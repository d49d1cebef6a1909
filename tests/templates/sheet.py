"""A sheet to look at: every component and widget, as static pages.

`python -m tests.templates.sheet FOLDER` writes citizen.en.html, office.ar.html and so on beside the built files.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from portal.i18n.text import Text
from portal.web.kit.frame import Flash, Office, OfficeLink, SessionNotice
from portal.web.kit.qr import qr
from tests.templates.drawing import HOME, Question, Sent, environment, frame


def words(language: str) -> Any:
    """A text in the page's language where the sheet has one, else a fallback in English that says so, as real pages do."""
    arabic = {
        "Your vehicle": "مركبتك", "Registration number": "رقم التسجيل",
        "On the front and back of the vehicle, for example AB 123": "تجده في مقدمة المركبة وخلفها، مثل AB 123",
        "Enter the registration number in full, for example AB 123": "أدخل رقم التسجيل كاملًا، مثل AB 123",
        "When did you get it?": "متى حصلت عليها؟", "Day": "اليوم", "Month": "الشهر", "Year": "السنة",
        "The date you got the vehicle must include a month": "يجب أن يتضمن تاريخ حصولك على المركبة الشهر",
        "What does it run on?": "بماذا تعمل؟", "Petrol or diesel": "بنزين أو ديزل", "Electricity only": "الكهرباء فقط",
        "Resident parking permit": "تصريح وقوف سيارات للمقيمين",
    }  # fmt: skip

    def text(source: str) -> Text:
        if language == "ar":
            return Text(arabic[source], "ar", "ar") if source in arabic else Text(source, "en", "ar")
        return Text(source, "en", language)

    return text


def questions(language: str) -> list[tuple[str, Question]]:
    t = words(language)
    day = (("day", t("Day")), ("month", t("Month")), ("year", t("Year")))
    home = (("street", t("Street and number")), ("postal_code", t("Postal code")), ("city", t("Town")))
    fuels = (("petrol", t("Petrol or diesel"), None), ("electric", t("Electricity only"), t("The permit costs €20.00")))
    plate = {"pattern": "[A-Z]{2}[0-9]{3}", "tidy": ("upper",)}
    proof = {"accept": ("pdf", "jpeg", "png"), "max_size": 10_000_000}
    return [
        ("text", Question(
            id="plate", label=t("Registration number"),
            hint=t("On the front and back of the vehicle, for example AB 123"),
            value={"": ["AB"]}, settings=plate, why=t("We look the vehicle up in the register."),
            problems=[("", t("Enter the registration number in full, for example AB 123"))])),
        ("date", Question(
            id="since", label=t("When did you get it?"), hint=t("For example, 27 3 2024"), parts=day,
            value={"day": ["14"], "year": ["2025"]},
            problems=[("month", t("The date you got the vehicle must include a month"))])),
        ("radios", Question(id="fuel", label=t("What does it run on?"), options=fuels, value={"": ["electric"]})),
        ("checkboxes", Question(id="days", label=t("On which days?"), options=fuels, value={"": ["petrol"]})),
        ("checkboxes", Question(
            id="which", label=t("Which of these?"), settings={"other": t("Something else"), "none": t("None of these")},
            options=(*fuels, ("other", t("Something else"), None), ("none", t("None of these"), None)))),
        ("select", Question(id="zone", label=t("Permit zone"), options=fuels, optional=True)),
        ("search", Question(
            id="town", label=t("Which town?"), search="matches.json", value={"": ["Solmere"], "chosen": ["sol"]})),
        ("search_several", Question(
            id="trips", label=t("Which towns?"), search="matches.json", options=(("sol", t("Solmere"), None),), value={"": ["sol"]})),
        ("address", Question(
            id="home", label=t("Where do you live?"), parts=home, value={"street": ["12 Rope Walk"]},
            problems=[("postal_code", t("Enter the postal code"))],
            autocomplete={"street": "address-line1", "postal_code": "postal-code", "city": "address-level2"})),
        ("name", Question(id="keeper", label=t("Keeper's name"), parts=[("", t("Name"))], autocomplete={"": "name"})),
        ("integer", Question(id="visits", label=t("Visits a month"), settings={"min": 1})),
        ("decimal", Question(id="weight", label=t("Weight in kilograms"), settings={"min": "0"}, value={"": ["12,5"]})),
        ("url", Question(id="site", label=t("Web site"), value={"": ["www.example.org"]})),
        ("money", Question(id="rent", label=t("Rent, in euros"), settings={"currency": "EUR"}, value={"": ["12,50"]})),
        ("email", Question(id="mail", label=t("Mail"), autocomplete={"": "email"}, value={"": ["leila@example.org"]})),
        ("phone", Question(id="phone", label=t("Telephone number"), autocomplete={"": "tel"}, optional=True)),
        ("national_number", Question(id="number", label=t("National number"), settings={"country": "EE"})),
        ("textarea", Question(
            id="more", label=t("Anything else we should know"), optional=True, settings={"max_length": 400},
            value={"": ["Good day.\nYes."]})),
        ("file", Question(
            id="contract", label=t("Lease, or letter from the keeper"), settings=proof,
            file=Sent("Contract-2025.pdf", t("412 KB")))),
        ("file", Question(
            id="other", label=t("Another file"), settings=proof,
            problems=[("", t("This file is empty. Choose another"))])),
        ("declaration", Question(id="declare", label=t("What I have answered is true, and I will tell of changes"))),
    ]  # fmt: skip


def write(folder: Path) -> list[Path]:
    """Writes the pages and copies the built files beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in (HOME / "static" / "built").iterdir():
        shutil.copyfile(path, folder / path.name)
    towns = [{"code": "sol", "label": "Solmere"}, {"code": "port", "label": "Port Ayr"}]
    (folder / "matches.json").write_text(json.dumps(towns), "utf-8")
    written = []
    for language in ("en", "ar"):
        t = words(language)
        env = environment(language, asset=lambda name: name)
        session = SessionNotice(7200, t("You will be signed out at 15:02. What you typed is kept."), "#", "/")
        links = (OfficeLink(t("Cases"), "#", True), OfficeLink(t("Documents"), "#"))
        office = Office(t("Parking office"), "#", links, "#")
        around = frame(
            language,
            person="Leila Haddad",
            csrf="token",
            session=session,
            switch_form="page",
            flashes=(Flash(t("Saved.")),),
        )
        desk = frame(language, person="Maarja Kask", csrf="token", office=office)
        for name, page in (("citizen", around), ("office", desk)):
            source = (Path(__file__).parent / f"{name}.sheet.html").read_text("utf-8")
            path = folder / f"{name}.{language}.html"
            path.write_text(
                env.from_string(source).render(page=page, t=t, qr=qr, questions=questions(language)), encoding="utf-8"
            )
            written.append(path)
    return written


if __name__ == "__main__":
    for one in write(Path(sys.argv[1])):
        print(one)
