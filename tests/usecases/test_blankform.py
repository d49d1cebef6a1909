"""Issue line 7: the blank form for the desk asks everything that the service asks, from the same specification."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import text

from bench.large import large_bundle
from portal.cli import forms as command
from portal.documents import RenderingFailed
from portal.i18n.catalogue import Catalogues
from portal.spec.bundle import bundle_from_folder, bundle_of_authority
from portal.store.tasks import open_tasks
from portal.usecases import blankform, blankprints
from portal.usecases.blankform import blank_form
from portal.usecases.blankprints import BlankForms
from portal.usecases.releases import (
    PRINT_BLANK_FORM,
    ServedAuthority,
    ServedService,
    live_authority,
    live_service,
    publish,
    read_authority_bundle,
    read_bundle,
)
from portal.web.kit import clock
from portal.worker.documents import print_blank_form
from tests.pages import Visitor
from tests.spec.services import SMALL, bundle

HOME = Path(__file__).parents[2]
MADE_AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def town() -> ServedAuthority:
    return read_authority_bundle(bundle_of_authority(HOME / "forms/authority.yaml", HOME / "translations"))


def permit() -> ServedService:
    return read_bundle(bundle_from_folder(HOME / "forms/parking-permit", HOME / "translations"))


def facts(town: ServedAuthority, served: ServedService, language: str = "en") -> dict[str, Any]:
    return blank_form(served, town, Catalogues(HOME / "translations"), language).facts


def everything(told: Any) -> list[dict[str, Any]]:
    """All questions, those of a group's copies among them."""
    if isinstance(told, dict):
        own = [told] if told.get("form") == "question" else []
        return own + [one for value in told.values() for one in everything(value)]
    return [one for value in told for one in everything(value)] if isinstance(told, list) else []


@pytest.mark.parametrize("language", ["en", "et", "ar", "fr"])
def test_every_question_is_asked_with_its_hint_in_each_language(town: ServedAuthority, language: str) -> None:
    served = permit()

    asked = everything(facts(town, served, language))

    labels = [next(iter(one["label"].values())).partition(". ")[2] for one in asked]
    words = served.translations.words(language, Catalogues(HOME / "translations").words(language), "UTC")
    assert {words.text(one.label).value for one in served.service.fields.values()} == set(labels)
    assert next(one for one in asked if one["input"] == "boxes")["options"]


def test_conditions_stand_in_the_author_s_words_and_else_in_those_of_the_rule(town: ServedAuthority) -> None:
    told = facts(town, read_bundle(bundle()))

    by_title = {next(iter(page["title"].values())): page for page in told["pages"]}
    assert by_title["Its muzzle"]["when"]["clauses"] == [{"en": "The dog is big"}]
    assert by_title["A big dog needs a muzzle"]["when"]["clauses"] == [
        {"en": "your answer to “3. Does it wear a muzzle?” is “No”"}
    ]
    assert by_title["A big dog needs a muzzle"]["is_exit"]


@pytest.mark.parametrize(("most", "lines", "how"), [
    (", max: 5", 5, "Write 5 answers at most, one on each line"),
    (", max: 1", 1, "Write 1 answer, no more"),
    (", max: 30", 6, "Write 30 answers at most; several may stand on one line"),
    ("", 4, "Write all that apply; several may stand on one line"),
])  # fmt: skip
def test_several_of_many_options_have_lines_to_write_on_and_boxes_for_what_is_none(
    town: ServedAuthority, most: str, lines: int, how: str
) -> None:
    many = ", ".join(f'o{number}: "Thing {number}"' for number in range(30))
    served = with_asked(f"""\
  - {{field: needs, kind: several choices, label: "What?", options: {{{many}}}, none: "Nothing", other: "More"{most}}}""")

    (one,) = [one for one in everything(facts(town, served)) if one["label"]["en"].endswith("What?")]

    assert (one["input"], one["lines"], one["how"]) == ("written", lines, {"en": how})
    assert [(option["form"], option["label"]["en"]) for option in one["options"]] == [
        ("other", "More"),
        ("none", "Nothing"),
    ]


def with_asked(more: str) -> ServedService:
    """The small service with more questions on its first page."""
    return read_bundle(bundle(SMALL.replace("- page: muzzle", f"{more}\n- page: muzzle", 1)))


def test_past_the_bound_of_words_the_questions_are_named_that_it_depends_on(town: ServedAuthority) -> None:
    served = with_asked("""\
  - {field: named, kind: text, label: "Name?"}
  - {field: chip, kind: text, label: "Chip?", when: "named.matches('[A-Z]+') && big"}""")

    (chip,) = [one for one in everything(facts(town, served)) if one["label"] == {"en": "4. Chip?"}]

    assert chip["when"] == {"clauses": [], "every": True, "depends": {"en": "“1. How big is it?” and “3. Name?”"}}


def test_who_need_not_answer_reads_when_they_must(town: ServedAuthority) -> None:
    served = with_asked('  - {field: chip, kind: text, label: "Chip?", required: "breed == \'lab\'"}')

    (chip,) = [one for one in everything(facts(town, served)) if one["label"] == {"en": "3. Chip?"}]

    assert chip["optional"]
    assert chip["needed"]["clauses"] == [{"en": "your answer to “2. Which breed?” is “Labrador”"}]


def test_other_has_a_line_to_write_on_and_none_excludes(town: ServedAuthority) -> None:
    served = with_asked("""\
  - field: habits
    kind: several choices
    label: Habits?
    max: 2
    options: {digs: "It digs", barks: {label: "It barks", when: big}}
    other: Something else
    none: None of these""")

    (habits,) = [one for one in everything(facts(town, served)) if one["label"] == {"en": "3. Habits?"}]

    assert [one["form"] for one in habits["options"]] == ["", "", "other", "none"]
    assert habits["options"][1]["when"]["clauses"] == [{"en": "The dog is big"}]
    assert habits["how"] == {"en": "Tick 2 boxes at most"}
    assert habits["input"] == "boxes"


def test_each_kind_is_drawn_as_it_is_written(town: ServedAuthority) -> None:
    served = with_asked("""\
  - {field: stars, kind: rating, label: "Stars?", of: 3, low: "Bad"}
  - {field: price, kind: money, label: "Price?"}
  - {field: share, kind: percentage, label: "Share?"}
  - {field: home, kind: address, label: "Home?"}
  - {field: photos, kind: several files, label: "Photos?"}
  - {field: away, kind: date range, label: "Away?"}""")

    asked = {one["label"]["en"].partition(". ")[2]: one for one in everything(facts(town, served))}

    assert asked["Stars?"]["input"] == "row"
    assert [one["label"]["en"] for one in asked["Stars?"]["options"]] == ["1: Bad", "2", "3"]
    assert (asked["Price?"]["unit"], asked["Share?"]["unit"]) == ({"en": "EUR"}, {"en": "%"})
    assert asked["Home?"]["is_first_wide"] and len(asked["Home?"]["parts"]) == 3
    assert asked["Photos?"]["input"] == "file"
    assert asked["Away?"]["parts"] == [{"en": "First day"}, {"en": "Last day"}]


def test_a_list_of_a_hundred_thousand_rows_is_a_line_to_write_on(town: ServedAuthority) -> None:
    rows = "".join(f"c{row},Breed {row}\n" for row in range(100_000))
    served = read_bundle(bundle(**{"lists/breeds.csv": f"code,name\n{rows}"}))

    (breed,) = [one for one in everything(facts(town, served)) if one["label"] == {"en": "2. Which breed?"}]

    assert (breed["input"], breed["options"]) == ("line", [])


def test_a_group_is_printed_three_times_at_most_and_says_to_copy_the_page(town: ServedAuthority) -> None:
    (visitors,) = [page for page in facts(town, permit())["pages"] if page["title"] == {"en": "Regular visitors"}]

    items = [part for part in visitors["parts"] if part["form"] == "item"]
    assert [one["number"] for one in items] == [1, 2, 3]
    assert [one["more"] for one in items] == [False, False, True]


def test_it_is_printed_once_for_every_process(
    town: ServedAuthority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = blank_form(read_bundle(bundle()), town, Catalogues(HOME / "translations"), "en")
    first = BlankForms(tmp_path, HOME).ready(form, now=MADE_AT)
    monkeypatch.setattr(blankprints, "render", lambda *_, **__: pytest.fail("it was printed twice"))

    assert BlankForms(tmp_path, HOME).ready(form, now=MADE_AT) == first
    assert first and first.startswith(b"%PDF")


def test_it_lies_at_a_public_address_that_the_start_page_leads_to(app: Flask) -> None:
    page = Visitor(app).open("/en/services/parking-permit")
    assert page.has_link("Print the form and fill it in by hand (PDF)")

    response = app.test_client().get("/ar/services/parking-permit/form.pdf")

    assert response.status_code == 200
    assert response.data.startswith(b"%PDF")
    assert response.headers["Content-Language"] == "ar"
    assert response.headers["Content-Disposition"].startswith("inline")
    assert app.test_client().get("/en/services/nothing/form.pdf").status_code == 404


def test_the_command_prints_it_before_it_is_published(tmp_path: Path) -> None:
    into = tmp_path / "form.pdf"

    told = CliRunner().invoke(
        command.forms, ["blank", str(HOME / "forms/parking-permit"), "--language", "fr", "--into", str(into)]
    )

    assert told.exit_code == 0, told.output
    assert into.read_bytes().startswith(b"%PDF")


def test_the_command_refuses_a_language_that_the_service_does_not_have(tmp_path: Path) -> None:
    into = tmp_path / "form.pdf"

    told = CliRunner().invoke(
        command.forms, ["blank", str(HOME / "forms/parking-permit"), "--language", "zz", "--into", str(into)]
    )

    assert told.exit_code == 1 and "It is not translated into “zz”. Its languages are: en, " in told.output
    assert not into.exists()


def test_what_is_worked_out_is_nobody_s_to_write(town: ServedAuthority) -> None:
    walks = '- {field: minutes, kind: integer, label: "Minutes", min: 1}\n'
    told = SMALL.replace(
        walks, walks + '  - {field: in_all, kind: computed, value: walks_in_all, label: "Minutes in all"}\n', 1
    )
    assert told != SMALL
    labels = [one["label"]["en"].partition(". ")[2] for one in everything(facts(town, read_bundle(bundle(told))))]

    assert "Minutes" in labels and "Minutes in all" not in labels


def test_a_form_that_cannot_be_printed_is_tried_again_after_an_hour(
    town: ServedAuthority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[str] = []

    def fails(*_given: object, name: str, **_more: object) -> bytes:
        tries.append(name)
        raise RenderingFailed("template", path="blank.html", line=1, message="nothing")

    monkeypatch.setattr(blankprints, "render", fails)
    forms, now = BlankForms(tmp_path, HOME), datetime.now(UTC)
    form = blank_form(permit(), town, Catalogues(HOME / "translations"), "en")

    assert [forms.ready(form, now=now), forms.ready(form, now=now)] == [None, None]
    assert forms.has_failed(form, now=now)
    assert len(tries) == 1
    assert forms.ready(form, now=now + timedelta(hours=2)) is None
    assert len(tries) == 2


def test_a_busy_moment_takes_a_form_away_from_nobody_for_long(
    town: ServedAuthority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[str] = []

    def is_busy(*_given: object, name: str, **_more: object) -> bytes:
        tries.append(name)
        raise RenderingFailed("time", seconds=20)

    forms, now = BlankForms(tmp_path, HOME), datetime.now(UTC)
    form = blank_form(permit(), town, Catalogues(HOME / "translations"), "en")
    with monkeypatch.context() as busy:
        busy.setattr(blankprints, "render", is_busy)
        assert [forms.ready(form, now=now), forms.ready(form, now=now)] == [None, None]
    monkeypatch.setattr(blankprints, "render", lambda *_, **__: b"%PDF")

    assert len(tries) == 1  # the second visitor left it to the worker
    assert not forms.has_failed(form, now=now)
    assert forms.ready(form, now=now + timedelta(minutes=1)) == b"%PDF"


def test_nobody_waits_long_while_another_form_is_printed(
    town: ServedAuthority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blankprints, "_PATIENCE_SECONDS", 0.01)
    form = blank_form(permit(), town, Catalogues(HOME / "translations"), "en")

    with blankprints._printing:
        assert BlankForms(tmp_path, HOME).ready(form, now=MADE_AT) is None


def test_the_folder_does_not_grow_for_ever(
    town: ServedAuthority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blankprints, "MOST_KEPT", 2)
    monkeypatch.setattr(blankprints, "render", lambda *_, **__: b"%PDF")
    forms = BlankForms(tmp_path, HOME)

    for language in ("en", "et", "ar"):
        forms.print(blank_form(permit(), town, Catalogues(HOME / "translations"), language), now=MADE_AT)

    assert len(list(forms.folder.iterdir())) == 2


def publish_long_form(app: Flask) -> None:
    made = large_bundle(fields=130, pages=10, size=0)
    with app.extensions["portal"].store.writing() as session:
        publish(session, made, by="operator", role="operator", now=MADE_AT, what_changed="It is new")


def test_a_long_form_is_printed_by_the_worker_and_meanwhile_a_page_says_so(app: Flask) -> None:
    publish_long_form(app)
    store, settings = app.extensions["portal"].store, app.extensions["portal"].settings
    with store.reading() as session:
        (told,) = [one for one in open_tasks(session) if one.task == PRINT_BLANK_FORM]
    assert told.ids["service"] == "large-form"

    response = app.test_client().get("/en/services/large-form/form.pdf")
    assert (response.status_code, response.headers["Retry-After"]) == (202, "60")
    assert "This form is being printed" in response.text and "Open the form (PDF)" in response.text
    assert Visitor(app).open("/en/services/large-form/form.pdf", status=202).has_link("Open the form (PDF)")

    print_blank_form(store, settings, MADE_AT, service="large-form", language="en")

    response = app.test_client().get("/en/services/large-form/form.pdf")
    assert response.status_code == 200
    assert response.data.startswith(b"%PDF")


def test_a_long_form_that_cannot_be_printed_says_what_to_do_instead(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_given: object, **_more: object) -> bytes:
        raise RenderingFailed("template", path="blank.html", line=1, message="nothing")

    publish_long_form(app)
    monkeypatch.setattr(blankprints, "render", fails)
    now = datetime.now(UTC)
    print_blank_form(
        app.extensions["portal"].store, app.extensions["portal"].settings, now, service="large-form", language="en"
    )

    response = app.test_client().get("/en/services/large-form/form.pdf")

    assert response.status_code == 503
    assert "We could not print this form" in response.text and "Come to the Town Hall" in response.text


def test_what_the_worker_could_not_print_just_now_it_tries_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def is_busy(*_given: object, **_more: object) -> bytes:
        raise RenderingFailed("memory", megabytes=2500)

    publish_long_form(app)
    store, settings = app.extensions["portal"].store, app.extensions["portal"].settings
    monkeypatch.setattr(blankprints, "render", is_busy)

    with pytest.raises(RenderingFailed):  # by which the engine tries again
        print_blank_form(store, settings, datetime.now(UTC), service="large-form", language="en")
    assert app.test_client().get("/en/services/large-form/form.pdf").status_code == 503

    monkeypatch.setattr(blankprints, "render", lambda *_, **__: b"%PDF")
    print_blank_form(store, settings, datetime.now(UTC), service="large-form", language="en")
    assert app.test_client().get("/en/services/large-form/form.pdf").status_code == 200


def waiting_prints(app: Flask) -> list[tuple[str, int]]:
    """(language, priority) of each printing that waits."""
    query = text(
        "SELECT args, priority FROM procrastinate_jobs WHERE task_name = :task AND status = 'todo' ORDER BY id"
    )
    with app.extensions["portal"].store.reading() as session:
        found = session.execute(query, {"task": PRINT_BLANK_FORM}).all()
    return [(json.loads(one.args)["language"], one.priority) for one in found]


def test_each_language_is_a_task_that_lets_mails_and_documents_go_first(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_long_form(app)
    monkeypatch.setattr(blankprints, "render", lambda *_, **__: pytest.fail("all languages in one task"))

    store, settings = app.extensions["portal"].store, app.extensions["portal"].settings
    print_blank_form(store, settings, MADE_AT, service="large-form", language="")

    assert [priority for _, priority in waiting_prints(app)] == [-1] * len(waiting_prints(app))
    with store.reading() as session:
        live, site = live_service(session, "large-form"), live_authority(session).authority
    assert [language for language, _ in waiting_prints(app)] == [
        "",
        *(one for one in site.languages if live.speaks(one)),
    ]


def test_whoever_comes_back_while_it_is_printed_writes_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_long_form(app)
    monkeypatch.setattr(clock, "now", lambda: MADE_AT)
    assert app.test_client().get("/en/services/large-form/form.pdf").status_code == 202
    queued = waiting_prints(app)
    monkeypatch.setattr(app.extensions["portal"].store, "writing", lambda: pytest.fail("it wrote"))

    assert app.test_client().get("/en/services/large-form/form.pdf").status_code == 202
    assert waiting_prints(app) == queued and len(queued) == 2


def test_a_form_that_is_kept_is_not_written_anew_for_each_visitor(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert app.test_client().get("/en/services/parking-permit/form.pdf").status_code == 200
    monkeypatch.setattr(blankform, "blank_form", lambda *_: pytest.fail("the paper was written anew"))
    monkeypatch.setattr(blankform, "json", None)  # nor is it weighed anew for its name

    assert app.test_client().get("/en/services/parking-permit/form.pdf").status_code == 200


def test_a_short_form_needs_no_worker(app: Flask) -> None:
    with app.extensions["portal"].store.reading() as session:
        assert not [one for one in open_tasks(session) if one.task == PRINT_BLANK_FORM]
