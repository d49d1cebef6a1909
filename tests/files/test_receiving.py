from __future__ import annotations

import io
import os
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from portal.errors import UNIT_OF_WORK_OPEN
from portal.files import receiving
from portal.files.receiving import Received, receive

ALL = ("pdf", "jpeg", "png")


def sent(content: bytes, name: str = "file", accept: tuple[str, ...] = ALL, limit: int = 5_000_000) -> Received | str:
    return receive(io.BytesIO(content), name, accept=accept, max_size_bytes=limit)


def a_pdf(change: Callable[[pikepdf.Pdf], None] | None = None, **options: Any) -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    if change:
        change(pdf)
    out = io.BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def a_picture(form: str = "PNG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 128).save(out, form, **options)
    return out.getvalue()


def test_a_pdf_is_kept_as_it_was_sent() -> None:
    content = a_pdf()
    assert sent(content, "lease.pdf") == Received("lease.pdf", "application/pdf", content)


def test_a_picture_is_drawn_anew_without_what_it_said_about_its_owner() -> None:
    about = PngInfo()
    about.add_text("Author", "Leila Haddad")
    kept = sent(a_picture(pnginfo=about) + b"<script>after the end</script>", "photo.png")
    assert isinstance(kept, Received)
    assert kept.media_type == "image/png"
    assert b"Leila" not in kept.content
    assert b"script" not in kept.content
    assert Image.open(io.BytesIO(kept.content)).size == (40, 20)


def test_a_photo_loses_its_place_and_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8825)[1] = "N"
    kept = sent(a_picture("JPEG", exif=exif), "IMG_1.JPG")
    assert isinstance(kept, Received)
    assert (kept.name, kept.media_type) == ("IMG_1.JPG", "image/jpeg")
    picture = Image.open(io.BytesIO(kept.content))
    assert picture.size == (20, 40)
    assert not picture.getexif()


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16"])
def test_every_usual_sort_of_picture_is_taken(mode: str) -> None:
    assert isinstance(sent(a_picture(mode=mode)), Received)


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_every_usual_sort_of_photo_is_taken(mode: str) -> None:
    assert isinstance(sent(a_picture("JPEG", mode=mode)), Received)


def test_colours_and_transparency_survive() -> None:
    picture = Image.new("RGBA", (2, 1), (0, 0, 0, 0))
    picture.putpixel((1, 0), (10, 200, 30, 255))
    out = io.BytesIO()
    picture.save(out, "PNG")
    kept = sent(out.getvalue())
    assert isinstance(kept, Received)
    drawn = Image.open(io.BytesIO(kept.content)).convert("RGBA")
    assert [drawn.getpixel((x, 0)) for x in (0, 1)] == [(0, 0, 0, 0), (10, 200, 30, 255)]


def test_nothing_is_empty() -> None:
    assert sent(b"") == "empty_file"


def test_the_limit_itself_fits_and_one_byte_more_does_not() -> None:
    content = a_pdf()
    assert isinstance(sent(content, limit=len(content)), Received)
    assert sent(content, limit=len(content) - 1) == "too_big"


def test_no_more_is_read_than_the_limit_and_one_byte() -> None:
    class Endless(io.RawIOBase):
        taken = 0

        def read(self, size: int = -1) -> bytes:
            assert size >= 0
            Endless.taken += size
            return b"x" * size

    assert receive(Endless(), "x.pdf", accept=ALL, max_size_bytes=1000) == "too_big"
    assert Endless.taken == 1001


def _svg() -> bytes:
    return b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (_svg(), "picture.svg"),
        (_svg(), "picture.png"),
        (_zip(), "letter.docx"),
        (_zip(), "letter.pdf"),
        (b"<html><script>alert(1)</script></html>", "page.pdf"),
        (b"MZ\x90\x00" + b"\0" * 200, "invoice.pdf"),
        (b"GIF89a" + b"\0" * 50, "moving.gif"),
        (b"just words", "notes.txt"),
        (b"GIF89a/*" + a_pdf(), "gif-then.pdf"),
        (b"\n\n" + a_pdf(), "late.pdf"),
    ],
)
def test_the_content_says_what_it_is_whatever_the_name_says(content: bytes, name: str) -> None:
    assert sent(content, name) == "wrong_type"


def test_a_type_that_the_field_does_not_take_is_refused() -> None:
    assert sent(a_picture(), "x.png", accept=("pdf",)) == "wrong_type"
    assert sent(a_pdf(), "x.pdf", accept=("jpeg", "png")) == "wrong_type"


def test_a_pdf_with_an_archive_behind_it_is_refused() -> None:
    assert sent(a_pdf() + _zip()) == "broken"


def test_a_pdf_that_hides_an_archive_before_its_end_is_refused() -> None:
    inside = a_pdf(lambda pdf: pdf.Root.__setattr__("Lost", pdf.make_stream(_zip())), compress_streams=False)
    assert sent(inside) == "broken"
    assert sent(a_pdf() + _zip() + b"\n%%EOF") == "broken"


def test_two_files_are_judged_at_a_time_and_the_next_is_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "WAIT_SECONDS", 0.05)
    with receiving.JUDGES, receiving.JUDGES:
        assert sent(a_pdf()) == "busy"

    assert isinstance(sent(a_pdf()), Received)
    assert sent(b"just words") == "wrong_type"
    with receiving.JUDGES, receiving.JUDGES:
        pass  # each judged file gave its place back


@pytest.mark.parametrize(("mode", "pixels"), [("RGB", 35_000_000), ("RGBA", 24_500_000), ("L", 35_000_000)])
def test_the_largest_picture_that_is_taken_fits_the_memory(mode: str, pixels: int) -> None:
    assert isinstance(sent(a_picture("PNG", (7_000, pixels // 7_000), mode, compress_level=1)), Received)


def test_a_picture_with_transparency_may_have_fewer_pixels() -> None:
    assert sent(a_picture("PNG", (7_000, 4_000), "RGBA", compress_level=1)) == "broken"


def test_a_pdf_under_a_password_is_refused() -> None:
    locked = a_pdf(encryption=pikepdf.Encryption(owner="o", user="u"))
    assert sent(locked) == "password"


def test_a_pdf_that_only_its_owner_may_change_is_taken() -> None:
    assert isinstance(sent(a_pdf(encryption=pikepdf.Encryption(owner="o", user=""))), Received)


def _script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def _launch(pdf: pikepdf.Pdf) -> None:
    link = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 1, 1]), A=Dictionary(S=Name.Launch, F="x.exe")
    )
    pdf.pages[0].Annots = Array([pdf.make_indirect(link)])


def _attachment(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["invoice.exe"] = b"MZ"


def _nested(pdf: pikepdf.Pdf) -> None:
    action = Dictionary(S=Name.GoTo, D=Array([]), Next=Array([Dictionary(S=Name.SubmitForm, F="https://evil.example")]))
    pdf.Root.OpenAction = action


def _orphan(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Lost = pdf.make_indirect(Dictionary(Held=Array([Dictionary(S=Name("/Java#53cript".replace("#53", "S")))])))


def _form(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=pdf.make_stream(b"<xdp/>"))


def _event(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].AA = Dictionary(O=Dictionary(S=Name.Named, N=Name.Print))


def _elsewhere(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Annots = Array([Dictionary(Subtype=Name.Link, A=Dictionary(S=Name.GoToR, F="//evil/share.pdf"))])


def _thread(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Annots = Array([Dictionary(Subtype=Name.Link, A=Dictionary(S=Name.Thread, F="//evil/share.pdf"))])


def _opened_address(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pdf.make_indirect(Dictionary(S=Name.URI, URI="https://evil.example"))


def _going(pdf: pikepdf.Pdf, **more: Any) -> Dictionary:
    return Dictionary(S=Name.GoTo, D=Array([pdf.pages[0].obj, Name.Fit]), **more)


def _opened_address_next(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = _going(pdf, Next=Dictionary(S=Name.URI, URI="https://evil.example"))


def _opened_address_after_many(pdf: pikepdf.Pdf) -> None:
    last = pdf.make_indirect(Dictionary(S=Name.URI, URI="https://evil.example"))
    pdf.Root.OpenAction = _going(pdf, Next=Array([_going(pdf), _going(pdf, Next=Array([_going(pdf, Next=last)]))]))


def _endless(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pdf.make_indirect(_going(pdf))
    pdf.Root.OpenAction.Next = pdf.Root.OpenAction


def _print_shop(pdf: pikepdf.Pdf) -> None:
    held = Dictionary({"/2.0": Dictionary(Type=Name.OPI, F="//evil/share.eps")})
    pdf.Root.Lost = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, OPI=held)


def _content_elsewhere(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Lost = pdf.make_stream(b"", F="//evil/share.bin")


def _page_elsewhere(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Lost = pdf.make_stream(b"", Subtype=Name.Form, Ref=Dictionary(F="//evil/share.pdf", Page=0))


ACTIVE = [
    _script, _launch, _attachment, _nested, _orphan, _form, _event, _elsewhere, _thread, _opened_address,
    _content_elsewhere, _page_elsewhere, _opened_address_next, _opened_address_after_many, _endless, _print_shop,
]  # fmt: skip


@pytest.mark.parametrize("change", ACTIVE)
def test_a_pdf_that_does_something_of_its_own_is_refused(change: Callable[[pikepdf.Pdf], None]) -> None:
    assert sent(a_pdf(change)) == "active"


@pytest.mark.parametrize("change", [_script, _attachment])
def test_what_hides_in_an_object_stream_is_found(change: Callable[[pikepdf.Pdf], None]) -> None:
    hidden = a_pdf(change, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert b"JavaScript" not in hidden
    assert sent(hidden) == "active"


def test_a_pdf_with_links_and_bookmarks_is_taken() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.Fit])
        link = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Link,
            Rect=Array([0, 0, 1, 1]),
            A=Dictionary(S=Name.URI, URI="https://x.example"),
        )
        pdf.pages[0].Annots = Array([pdf.make_indirect(link)])

    assert isinstance(sent(a_pdf(change)), Received)


def test_a_pdf_that_opens_at_a_page_and_then_at_another_is_taken() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = _going(pdf, Next=Array([_going(pdf), _going(pdf)]))

    assert isinstance(sent(a_pdf(change)), Received)


@pytest.mark.parametrize("content", [a_pdf(), a_picture(), a_picture("JPEG", (400, 400))])
def test_half_a_file_is_refused(content: bytes) -> None:
    assert sent(content[: len(content) // 2]) == "broken"


@pytest.mark.parametrize("start", [b"%PDF-1.7\n%%EOF", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n"])
def test_only_the_beginning_of_a_type_is_refused(start: bytes) -> None:
    assert sent(start) == "broken"
    assert sent(start + os.urandom(500) + b"%%EOF") == "broken"


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_drawn() -> None:
    assert sent(_bomb_png(60_000, 60_000)) == "broken"
    assert sent(_bomb_png(9_000, 9_000)) == "broken"


def _bomb_png(width: int, height: int) -> bytes:
    """Few bytes that say that they are a huge picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_pdf_that_would_fill_the_memory_is_refused_in_time() -> None:
    packed = _packed_zeros(2_500_000_000)
    content = (
        b"%PDF-1.7\n1 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length "
        + str(len(packed)).encode() + b" >>\nstream\n" + packed + b"\nendstream\nendobj\n"
    )  # fmt: skip
    at = len(content)
    fields = b"".join(bytes([kind]) + struct.pack(">IH", where, 0) for kind, where in ((0, 0), (1, 9), (2, 1), (1, at)))
    content += (
        b"3 0 obj\n<< /Type /XRef /Size 4 /W [1 4 2] /Root 2 0 R /Length " + str(len(fields)).encode()
        + b" >>\nstream\n" + fields + b"\nendstream\nendobj\nstartxref\n" + str(at).encode() + b"\n%%EOF\n"
    )  # fmt: skip
    started = time.monotonic()
    assert sent(content) == "broken"
    assert time.monotonic() - started < 30


def _packed_zeros(size: int) -> bytes:
    packing = zlib.compressobj(9)
    block = b" " * 10_000_000
    parts = [packing.compress(block) for _ in range(size // len(block))]
    return b"".join([*parts, packing.flush()])


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("lease.pdf", "lease.pdf"),
        ("Üürileping 2027.PDF", "Üürileping 2027.PDF"),
        ("عقد الإيجار.pdf", "عقد الإيجار.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\leila\\lease.pdf", "lease.pdf"),
        ("lease.exe", "lease.exe.pdf"),
        ("", "file.pdf"),
        ("...", "file.pdf"),
        (".pdf", "file.pdf"),
        ("a\r\nSet-Cookie: x\0.pdf", "aSet-Cookie: x.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe.pdf"),
        ("lone \ud800 half.pdf", "lone half.pdf"),
        ("x" * 500 + ".pdf", "x" * 120 + ".pdf"),
        ("e\u0301.pdf", "é.pdf"),
    ],
)
def test_odd_names_become_plain_ones(name: str, kept: str) -> None:
    received = sent(a_pdf(), name)
    assert isinstance(received, Received)
    assert received.name == kept


def test_judging_never_happens_inside_a_transaction() -> None:
    token = UNIT_OF_WORK_OPEN.set(True)
    try:
        with pytest.raises(AssertionError, match="inside a transaction"):
            sent(a_pdf())
    finally:
        UNIT_OF_WORK_OPEN.reset(token)
