"""A sheet to look at: every component and widget, as static pages.

`python -m tests.templates.sheet FOLDER` writes citizen.<language>.html and office.<language>.html beside the built files.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

from portal.i18n.text import Text
from portal.web.kit.frame import Flash, Office, OfficeLink, SessionNotice
from tests.templates.drawing import HOME, Question, Sent, environment, frame


def words(language: str) -> Any:
    """A text in the page's language where the sheet has one, else in English and marked so: a fallback, as on real pages."""
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
            id="plate", label=t("Registration number"), hint=t("On the front and back of the vehicle, for example AB 123"),
            value={"": ["AB"]}, settings=plate, why=t("We look the vehicle up in the register."),
            problems=[("", t("Enter the registration number in full, for example AB 123"))])),
        ("date", Question(
            id="since", label=t("When did you get it?"), hint=t("For example, 27 3 2024"), parts=day,
            value={"day": ["14"], "year": ["2025"]},
            problems=[("month", t("The date you got the vehicle must include a month"))])),
        ("radios", Question(id="fuel", label=t("What does it run on?"), options=fuels, value={"": ["electric"]})),
        ("checkboxes", Question(id="days", label=t("On which days?"), options=fuels, value={"": ["petrol"]})),
        ("select", Question(id="zone", label=t("Permit zone"), options=fuels, optional=True)),
        ("address", Question(
            id="home", label=t("Where do you live?"), parts=home, value={"street": ["12 Rope Walk"]},
            problems=[("postal_code", t("Enter the postal code"))], autocomplete={"street": "address-line1", "postal_code": "postal-code", "city": "address-level2"})),
        ("name", Question(id="keeper", label=t("Name of the keeper"), parts=[("", t("Name"))], autocomplete={"": "name"})),
        ("integer", Question(id="visits", label=t("Visits a month"), settings={"min": 1})),
        ("money", Question(id="rent", label=t("Rent a month, in euros"), settings={"currency": "EUR"}, value={"": ["12,50"]})),
        ("email", Question(id="mail", label=t("E-mail address"), autocomplete={"": "email"}, value={"": ["leila@example.org"]})),
        ("phone", Question(id="phone", label=t("Telephone number"), autocomplete={"": "tel"}, optional=True)),
        ("national_number", Question(id="number", label=t("National number"), settings={"country": "EE"})),
        ("textarea", Question(
            id="more", label=t("Anything else we should know"), optional=True, settings={"max_length": 400},
            value={"": ["Good day.\nYes."]})),
        ("file", Question(
            id="contract", label=t("Lease, or letter from the keeper"), settings=proof,
            file=Sent("Contract-2025.pdf", t("412 KB")))),
        ("file", Question(
            id="other", label=t("Another file"), settings=proof, problems=[("", t("This file is empty. Choose another"))])),
        ("declaration", Question(id="declare", label=t("What I have answered is true, and I will tell the town of changes"))),
    ]  # fmt: skip


CITIZEN = """{% extends "layouts/page.html" %}
{% from "components/words.html" import title as title_words, typed, reference %}
{% from "components/band.html" import band %}
{% from "components/button.html" import button, link_button, start_button, mini, act, enter_means %}
{% from "components/done.html" import done %}
{% from "components/document_card.html" import document_card %}
{% from "components/error_summary.html" import error_summary %}
{% from "components/facts.html" import facts %}
{% from "components/message.html" import details, empty, flash, inset, progress, warning %}
{% from "components/navigation.html" import back_link, breadcrumbs %}
{% from "components/summary_list.html" import summary_list, summary_card %}
{% from "components/tag.html" import tag %}
{% from "components/timeline.html" import timeline %}
{% block title %}{{ title_words([t("Your vehicle"), t("Resident parking permit")], problem=True) }}{% endblock %}
{% block band %}{{ band(t("Resident parking permit"), href="#", step=2, steps=5, saved=t("Saved at 14:32")) }}{% endblock %}
{% block back %}{{ back_link("#") }}{% endblock %}
{% block main %}
{{ error_summary([("plate", t("Enter the registration number in full, for example AB 123")), ("since-month", t("The date you got the vehicle must include a month"))]) }}
<h1 class="govuk-heading-l">{{ t("Your vehicle") }}</h1>
<form class="sm-form" id="page" method="post" novalidate>{{ enter_means("continue", "yes") }}
{% for widget, q in questions %}{% import "kinds/" ~ widget ~ ".html" as kind %}{{ kind.ask(q) }}{% endfor %}
<div class="govuk-button-group">{{ button(t("Continue")) }}<a class="govuk-link" href="#later">{{ t("Save and come back later") }}</a></div></form>
<h2 class="govuk-heading-m">{{ t("Other parts") }}</h2>
{{ flash(t("Your answer was sent.")) }}{{ flash(t("A newer answer is shown."), tone="info", href="#", link_words=t("See both")) }}
<p class="sm-flow">{% for tone in ["rest", "review", "turn", "violet", "good", "warn", "bad"] %}{{ tag(t(tone), tone) }} {% endfor %}</p>
{{ inset(t("You can park from the day of the decision.")) }}{{ warning(t("You can be fined if you park outside your zone.")) }}{{ details(t("Which zone do I live in?"), t("Zone A is the Old Town.")) }}
{{ facts([(t("Costs"), t("€60.00 a year"), t("€20.00 if electric")), (t("Takes you"), t("About 6 minutes"), none), (t("Answer in"), t("3 working days"), none)]) }}
{{ summary_list([{"label": t("Name"), "lines": ["Leila Haddad"], "change": "", "source": t("From the population register"), "sure": True, "missing": ""}, {"label": t("Registration number"), "lines": ["AB 123"], "change": "#", "source": none, "sure": False, "missing": ""}, {"label": t("Permit zone"), "lines": [], "change": "#", "source": none, "sure": False, "missing": ""}, {"label": t("What does it run on?"), "lines": [], "change": "#", "source": none, "sure": False, "missing": "#"}]) }}
{{ summary_card(t("1. Omar Haddad"), [{"label": t("Visits a month"), "lines": [t("4")], "change": "", "source": none, "sure": False, "missing": ""}], actions=[(t("Change"), "#", t("Omar Haddad")), (t("Remove"), "#", t("Omar Haddad"))]) }}
{{ document_card("doc", t("Permit number"), "PP-2026-000417", [(t("Zone"), t("B, Harbour")), (t("Valid until"), t("25 November 2027"))], download_url="#", download_words=t("Download (PDF, 96 KB)"), note=none) }}
<h2 class="govuk-heading-m">{{ t("What happens next") }}</h2>
{{ timeline([(t("You sent your application"), t("Today, 24 November 2026, 14:36"), "done"), (t("The parking office checks it"), t("Most people hear by 27 November."), "now"), (t("You get the permit, or a letter that says why not"), none, "next")]) }}
{{ progress("job", t("Your certificate is being made"), t("This takes about a minute."), none, 1, "#") }}
{{ empty(t("You have not applied for anything yet"), t("When you do, you follow it here."), "#", t("Find a service"), level=3) }}
<p>{{ button(t("Approve"), tone="secondary") }} {{ button(t("Withdraw"), tone="warning") }} {{ mini(t("Small")) }}</p>{{ start_button(t("Start now"), "#", "token") }}
{% endblock %}
{% block aside %}<aside aria-label="{{ t('Help').value }}"><div class="sm-card"><h2 class="govuk-heading-s">{{ t("You pay") }}</h2><p class="sm-doc__no sm-num">€20.00</p></div></aside>{% endblock %}
"""

OFFICE = """{% extends "layouts/office.html" %}
{% from "components/words.html" import title as title_words %}
{% from "components/button.html" import mini, mini_link %}
{% from "components/filters.html" import chips, search_filter, select_filter, views %}
{% from "components/navigation.html" import pages %}
{% from "components/queue.html" import cell, due, person, row_head, table %}
{% from "components/small_form.html" import area, choose, line, tick %}
{% from "components/summary_list.html" import answers %}
{% from "components/tag.html" import tag %}
{% block title %}{{ title_words([t("Cases")]) }}{% endblock %}
{% block main %}
<div class="sm-desk__head"><h1>{{ t("Cases") }}</h1>{{ mini_link(t("Export this view"), "#") }}{{ mini_link(t("Take the next case"), "#", tone="go") }}</div>
<div class="sm-pane sm-pane--flush">
{{ views(t("Views"), [{"words": t("Mine to decide"), "href": "#", "current": True, "count": 38}, {"words": t("Past deadline"), "href": "#", "current": False, "count": 2, "bad": True}]) }}
<form class="sm-filters" method="get">{{ search_filter("f-q", "q", t("Reference, name or number plate"), "x") }}{{ select_filter("f-s", "service", t("Service"), [("", t("All services")), ("pp", t("Resident parking permit"))], "pp") }}<div class="sm-filters__go">{{ mini(t("Show"), tone="go") }}</div></form>
{{ chips(t("38 cases"), [(t("Service: Resident parking permit"), "#")], "#") }}
{% call table(t("Cases, earliest deadline first"), [{"words": t("Reference")}, {"words": t("Applicant")}, {"words": t("State")}, {"words": t("Answer due"), "sort_url": "#", "sorted": "ascending"}, {"words": t("Assigned")}]) %}
{% for late in [True, False] %}<tr{% if late %} class="is-late"{% endif %}>{{ row_head("PP3N-7QKT-2", "#", reference=True) }}{{ cell(t("Applicant"), "Tanel Saar", second=t("Answered yesterday")) }}{{ cell(t("State"), tag(t("In review"), "review")) }}{{ cell(t("Answer due"), due(t("2 days late"), 100, late)) }}{{ cell(t("Assigned"), person("Maarja Kask", "MK")) }}</tr>{% endfor %}
{% endcall %}
{{ pages(t("1 to 12 of 38"), later="#") }}
</div>
<div class="sm-work"><div><section class="sm-pane"><h2>{{ t("Your vehicle") }}</h2>{{ answers([{"label": t("Registration number"), "lines": ["AB 123"], "source": t("Typed"), "sure": False}, {"label": t("Address"), "lines": ["12 Rope Walk", "10123 Solmere"], "source": t("Population register"), "sure": True}]) }}</section>
<section class="sm-pane sm-pane--flush"><h2 class="govuk-visually-hidden">service.yaml</h2><form class="sm-edit"><textarea aria-label="service.yaml" data-lines data-marks="2:bad 4:warn" spellcheck="false">edition: 1
service: parking
title: Parking
hint: A hint.
</textarea></form></section></div>
<div class="sm-stick"><section class="sm-pane"><h2>{{ t("Decide") }}</h2>{{ area("note", "note", t("Note to the file"), hint=t("Not shown to the applicant")) }}{{ choose("why", "why", t("Reason"), [("", t("Choose")), ("a", t("You do not live in the zone"))], problem=t("Choose a reason")) }}{{ line("who", "who", t("Person"), value="x") }}{{ tick("sure", "sure", t("Leave Estonian out")) }}<div class="sm-acts">{{ mini(t("Approve and issue the permit"), tone="go") }}{{ mini(t("Refuse, with a reason…"), tone="bad") }}</div></section></div></div>
{% endblock %}
"""


def write(folder: Path) -> list[Path]:
    """Writes the pages and copies the built files beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in (HOME / "static" / "built").iterdir():
        shutil.copyfile(path, folder / path.name)
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
        for name, source, page in (("citizen", CITIZEN, around), ("office", OFFICE, desk)):
            path = folder / f"{name}.{language}.html"
            path.write_text(
                env.from_string(source).render(page=page, t=t, questions=questions(language)), encoding="utf-8"
            )
            written.append(path)
    return written


if __name__ == "__main__":
    for one in write(Path(sys.argv[1])):
        print(one)
