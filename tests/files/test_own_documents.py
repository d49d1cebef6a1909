"""A document that this portal issued can be sent to it; what it carries besides its pages is taken out."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from portal.files.receiving import Received
from tests.documents.test_standards import blank, copy_of, issued
from tests.files.test_receiving import a_pdf, sent


@pytest.mark.parametrize(
    "made",
    [
        lambda: issued("parking-permit", "en", "ar"),
        lambda: issued("residence-certificate", "et", "et"),
        lambda: copy_of("ar"),
        lambda: blank("parking-permit", "fr"),
    ],
)
def test_a_document_that_we_issued_is_taken_with_its_pages_and_without_its_data(made: Callable[[], bytes]) -> None:
    content = made()

    kept = sent(content, "permit.pdf")

    assert isinstance(kept, Received)
    assert kept.media_type == "application/pdf"
    assert kept.trimmed
    with pikepdf.open(io.BytesIO(content)) as before, pikepdf.open(io.BytesIO(kept.content)) as after:
        assert len(before.attachments) == 1
        assert len(after.attachments) == 0
        assert not [one for one in after.objects if isinstance(one, Dictionary) and {"/EF", "/AF"} & set(one.keys())]
        assert [drawn(page) for page in after.pages] == [drawn(page) for page in before.pages]
        assert "/StructTreeRoot" in after.Root  # it is heard as before
    # Sent once more, it stays as it is.
    assert sent(kept.content, "permit.pdf") == replace(kept, trimmed=False)


def drawn(page: pikepdf.Page) -> bytes:
    return bytes(page.Contents.read_bytes())


def _invoice(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["factur-x.xml"] = pikepdf.AttachedFileSpec(pdf, b"<invoice/>", filename="factur-x.xml")


def _script_too(pdf: pikepdf.Pdf) -> None:
    _invoice(pdf)
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def _named_script_too(pdf: pikepdf.Pdf) -> None:
    _invoice(pdf)
    pdf.Root.Names.JavaScript = Dictionary(Names=Array(["a", Dictionary(S=Name.JavaScript, JS="app.alert(1)")]))


def _launch_too(pdf: pikepdf.Pdf) -> None:
    _invoice(pdf)
    pdf.pages[0].Annots = Array([Dictionary(Subtype=Name.Link, A=Dictionary(S=Name.Launch, F="x.json"))])


def _another_too(pdf: pikepdf.Pdf) -> None:
    _invoice(pdf)
    pdf.attachments["letter.docx"] = b"PK"


def _two_names(pdf: pikepdf.Pdf) -> None:
    _invoice(pdf)
    next(one for one in pdf.objects if isinstance(one, Dictionary) and "/EF" in one).UF = "setup.exe"


def _without_name(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Lost = pdf.make_indirect(Dictionary(Type=Name.Filespec, EF=Dictionary(F=pdf.make_stream(b"MZ"))))


def _pressed(pdf: pikepdf.Pdf) -> None:
    """It opens with a press on the page, so it is no data beside it."""
    file = Dictionary(Type=Name.Filespec, F="a.json", UF="a.json", EF=Dictionary(F=pdf.make_stream(b"{}")))
    pdf.pages[0].Annots = Array([Dictionary(Subtype=Name.FileAttachment, FS=pdf.make_indirect(file))])


def _signed(pdf: pikepdf.Pdf) -> None:
    _invoice(pdf)
    pdf.Root.Signed = pdf.make_indirect(Dictionary(Type=Name.Sig, ByteRange=Array([0, 1, 2, 3])))


def _signed_directly(pdf: pikepdf.Pdf) -> None:
    """As many programs write it: the signature stands in its field, not as an object of its own."""
    _invoice(pdf)
    signature = Dictionary(Type=Name.Sig, SubFilter=Name("/adbe.pkcs7.detached"), ByteRange=Array([0, 1, 2, 3]))
    field = pdf.make_indirect(Dictionary(FT=Name.Sig, T="s", V=signature))
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]), SigFlags=3)


def _another_directly_too(pdf: pikepdf.Pdf) -> None:
    _invoice(pdf)
    held = Dictionary(Type=Name.Filespec, F="letter.docx", UF="letter.docx", EF=Dictionary(F=pdf.make_stream(b"PK")))
    pdf.Root.Names.EmbeddedFiles.Names.extend(["letter.docx", held])


def test_an_invoice_is_taken_without_its_data() -> None:
    kept = sent(a_pdf(_invoice), "invoice.pdf")

    assert isinstance(kept, Received)
    assert b"invoice/>" not in kept.content and b"EmbeddedFile" not in kept.content


@pytest.mark.parametrize(
    "change",
    [
        _script_too,
        _named_script_too,
        _launch_too,
        _another_too,
        _another_directly_too,
        _two_names,
        _without_name,
        _pressed,
        _signed,
        _signed_directly,
    ],
)
def test_what_carries_or_does_anything_else_is_refused_all_the_same(change: Callable[[pikepdf.Pdf], None]) -> None:
    assert sent(a_pdf(change)) == "active"
    assert sent(a_pdf(change, object_stream_mode=pikepdf.ObjectStreamMode.generate)) == "active"


def test_our_own_document_that_was_given_a_script_is_refused() -> None:
    with pikepdf.open(io.BytesIO(copy_of("en"))) as pdf:
        pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
        out = io.BytesIO()
        pdf.save(out)

    assert sent(out.getvalue()) == "active"
