"""A group on paper, item by item: a table whose cells are introduced by their column and their row, in each language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.documents import template_faults
from portal.spec.bundle import bundle_from_folder
from portal.spec.reader import read_service
from portal.usecases.releases import read_bundle
from tests.documents import papers
from tests.documents.reading import blocks
from tests.documents.test_checking import PERMIT, service
from tests.documents.test_heard import plain
from tests.documents.test_standards import by_scenarios

CONCERT = 1  # two days


def concert(language: str) -> bytes:
    return next(pdf for number, one, pdf in by_scenarios("street-event-permit") if (number, one) == (CONCERT, language))


def test_each_hour_is_introduced_by_its_day_and_its_column_in_its_own_language() -> None:
    found = blocks(concert("ar"))

    cells = [[plain(one) for one in block.headers] for block in found if block.tag == "TD" and len(block.headers) == 2]
    assert len(cells) == 12, "six in each language"
    assert [one for one in cells if one != ["", ""]] == [  # what runs from left to right is heard as it is drawn
        ["12 ديسمبر 2026", "البداية"],
        ["12 ديسمبر 2026", "النهاية"],
        ["12 ديسمبر 2026", "صوت عالٍ حتى"],
        ["13 ديسمبر 2026", "البداية"],
        ["13 ديسمبر 2026", "النهاية"],
        ["13 ديسمبر 2026", "صوت عالٍ حتى"],
    ]


def test_without_columns_each_item_is_called_by_its_summary() -> None:
    folder = papers.HOME / "forms" / "street-event-permit"
    bundle = bundle_from_folder(folder, papers.HOME / "translations")
    template = bundle.text("documents/permit.html")
    start, end = template.index("{{ items("), template.index("{{ terms(")
    changed = bundle.replace(
        "documents/permit.html", f"{template[:start]}{{{{ items(of=fields.day) }}}}\n{template[end:]}"
    )

    assert template_faults(read_service(changed), changed.files) == ()
    assert read_bundle(changed).service.id == "street-event-permit"


def test_a_printed_group_has_items_and_labels_and_nothing_else() -> None:
    described, files = service()
    permit = described.documents["permit"]
    printed = replace(described, documents={"permit": replace(permit, print=(*permit.print, "visitor"))})
    body = "{% extends 'paper.html' %}{% block body %}{{ fields.visitor.item }}{% endblock %}"

    (fault,) = template_faults(printed, {**files, PERMIT: body.encode()})

    assert "A printed answer has no “item”." in str(fault)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('("opens", texts', '("openz", texts', "The group “day” has no question “openz”. Did you mean “opens”?"),
        ("{% endblock %}", "{% for one in fields.day.each %}{{ one.fields.clozes.value }}{% endfor %}{% endblock %}",
         "The group “day” has no question “clozes”. Did you mean “closes”?"),
    ],
)  # fmt: skip
def test_a_question_that_the_group_does_not_have_is_told_at_its_line(old: str, new: str, told: str) -> None:
    described, files = service("street-event-permit")
    template = files[PERMIT].decode()
    assert old in template
    before, _, _ = template.rpartition(old) if old == "{% endblock %}" else template.partition(old)

    (found,) = template_faults(
        described, {**files, PERMIT: (before + new + template[len(before) + len(old) :]).encode()}
    )

    assert found.line == before.count("\n") + 1
    assert told in str(found)
