"""Who was issued a document here sends it with another application, and reads what was taken out of it."""

from __future__ import annotations

from flask import Flask

from tests.documents.test_standards import copy_of
from tests.trying import asking, begun
from tests.web.test_several_files import ASK, attach, kept

ONE = '- {field: permit, kind: file, label: "Your permit"}\n'
SAID = "Data that it carried besides its pages was taken out"


def test_a_document_of_the_portal_is_taken_and_the_page_says_what_was_taken_out(app: Flask) -> None:
    page = begun(app, asking(ONE))
    first = page.path

    page = page.attach("Your permit", copy_of("en"), "permit.pdf").press("Continue")

    assert SAID in page.visitor.open(first).text
    assert len(kept(app)) == 1


def test_among_several_files_it_is_said_of_the_one(app: Flask) -> None:
    page = begun(app, asking(ASK))
    page = attach(page, (copy_of("en"), "permit.pdf"), (b"MZ", "x.pdf")).press("Continue")

    assert page.text.count(SAID) == 1
    assert len(kept(app)) == 1
