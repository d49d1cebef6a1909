"""Several files: each by itself, more added to what is there, what is refused named."""

from __future__ import annotations

import json

import pytest

from portal.kinds.file import File
from portal.kinds.registry import kind_named
from portal.kinds.several_files import added
from tests.journey.test_group_items import plan
from tests.kinds.asked import TODAY, Speech, ask
from tests.trying import NOW, MultiDict, Plan, problems, read_page, the_service

KIND = kind_named("several files")
ASK = '- {field: photos, kind: several files, label: "Photos", min: 2, max: 3}\n'


def record(name: str) -> str:
    return json.dumps({"id": name, "name": f"{name}.jpeg", "size": 1000, "type": "image/jpeg"})


def file(name: str) -> File:
    return File(name, f"{name}.jpeg", 1000, "image/jpeg")


@pytest.mark.parametrize(
    ("names", "code"), [(["a"], "too_few"), (["a", "b"], ""), (["a", "b", "c"], ""), (["a", "b", "c", "d"], "too_many")]
)
def test_how_many_there_may_be(names: list[str], code: str) -> None:
    found = KIND.read(ask(KIND, min=2, max=3), {"": [record(name) for name in names]}, TODAY)

    assert [one.code for one in found.problems] == ([code] if code else [])


def test_each_refusal_is_named() -> None:
    raw = {"refused": ["wrong_type", "virus.exe", "one_too_many", "b.png", "strange"]}

    found = KIND.read(ask(KIND), raw, TODAY).problems

    assert [(one.code, one.params["name"]) for one in found] == [
        ("wrong_type", "virus.exe"), ("one_too_many", "b.png"), ("failed", "–"),
    ]  # fmt: skip


def test_it_is_shown_exported_and_seen_by_rules_by_its_names() -> None:
    value = (file("a"), file("b"))

    assert KIND.show(ask(KIND), value, Speech())[::2] == ["a.jpeg", "b.jpeg"]  # type: ignore[arg-type]
    assert all(str(size).endswith("KB") for size in KIND.show(ask(KIND), value, Speech())[1::2])  # type: ignore[arg-type]
    assert KIND.export(ask(KIND), value) == "a.jpeg; b.jpeg"
    assert KIND.rule_value(ask(KIND), value) == ["a.jpeg", "b.jpeg"]
    assert KIND.files_in(value) == value


def test_more_are_added_and_what_was_good_stays_beside_what_was_refused() -> None:
    files, slip = added(ask(KIND), (file("a"),), {"": [record("b")], "refused": ["wrong_type", "x.exe"]})

    assert files == (file("a"), file("b"))
    assert slip == {"refused": ["wrong_type", "x.exe"]}


def sent(so_far: Plan, *names: str, refused: tuple[str, ...] = ()) -> Plan:
    raw = {"photos": {"": [record(name) for name in names], "refused": list(refused)}} if names or refused else {}
    page = so_far.service.pages[0]
    entries = read_page(so_far, page, MultiDict(), uploads=raw, now=NOW, judge=True)
    return plan(so_far.service, entries, TODAY)


def test_uploads_come_one_after_the_other() -> None:
    from portal.journey.entries import Entries

    service = the_service(ASK + '- {field: why, kind: text, label: "Why so many?", when: "size(photos) > 2"}\n')
    nothing = sent(plan(service, Entries(), TODAY))
    first = sent(nothing, "a")
    second = sent(first, "b", refused=("wrong_type", "x.exe"))
    again = sent(second)
    third = sent(again, "c")

    assert [problems(one) for one in (nothing, first, second, again)] == [
        [("photos", "empty")], [("photos", "too_few")], [("photos", "wrong_type")], [],
    ]  # fmt: skip
    assert [one["id"] for one in third.entries.answers["photos"].value] == ["a", "b", "c"]
    assert problems(third) == [("why", "empty")]
