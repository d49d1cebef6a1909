"""Floor 5. Whether a PDF does anything of its own: scripts, launches, sends, carries other files.

Data that only repeats what the pages say, such as every document of this portal carries (PDF/A-3), is taken out instead.
"""

from __future__ import annotations

import io
from typing import Any

import pikepdf

# Actions that run, start, send, fetch or open another file; going to a page or, when pressed, to a web address does not.
ACTIONS = {
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Thread", "/Rendition",
    "/RichMediaExecute", "/Movie", "/Sound", "/GoTo3DView",
}  # fmt: skip
ANNOTATIONS = {"/FileAttachment", "/RichMedia", "/Screen", "/3D", "/Movie", "/Sound"}
# Keys that only what we refuse has: scripts, embedded files, dynamic forms, actions by event.
KEYS = {"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/AA"}
# Of a stream: its content lies in another file, or it draws a page of one.
STREAM_KEYS = {"/F", "/Ref"}
ARCHIVE_END = b"PK\5\6"
# What programs read, where people read the pages: our own documents' data, an invoice's.
DATA_ENDINGS = (".json", ".xml")
_WHERE_ARCHIVES_END = 65_557  # bytes from a file's end: a ZIP's last record and the longest comment after it


def is_archive(content: bytes) -> bool:
    """Whether programs that open archives would take the file for one, whatever it is else."""
    return ARCHIVE_END in content[-_WHERE_ARCHIVES_END:]


def is_active(pdf: pikepdf.Pdf) -> bool:
    """Looks through every object of the file, also those that no page refers to."""
    return _opens_address(pdf.Root.get("/OpenAction")) or any(_is_active(one) for one in pdf.objects)


def without_data(pdf: pikepdf.Pdf) -> bytes | None:
    """The file without the data that it carries; its pages stay as they are.

    None where it carries anything else, so that nobody's enclosure is lost unsaid; where taking it out would break a
    signature; and where it is active all the same.
    """
    carriers = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/EF" in one]
    if not carriers or not all(_is_data(one) for one in carriers) or any(_is_signature(one) for one in pdf.objects):
        return None
    if "/Names" in pdf.Root and "/EmbeddedFiles" in pdf.Root.Names:
        del pdf.Root.Names.EmbeddedFiles
    for one in pdf.objects:
        held = one.stream_dict if isinstance(one, pikepdf.Stream) else one
        if isinstance(held, pikepdf.Dictionary) and "/AF" in held:
            del held.AF
    out = io.BytesIO()
    pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    # What nothing refers to any more was not written; whatever is left is judged like any other file.
    with pikepdf.open(io.BytesIO(out.getvalue()), attempt_recovery=False, suppress_warnings=True) as cleaned:
        return None if is_active(cleaned) else out.getvalue()


def _is_data(carrier: pikepdf.Dictionary) -> bool:
    names = [str(carrier[key]) for key in ("/F", "/UF", "/DOS", "/Mac", "/Unix") if key in carrier]
    return bool(names) and all(name.lower().endswith(DATA_ENDINGS) for name in names)


def _is_signature(one: Any) -> bool:
    return isinstance(one, pikepdf.Dictionary) and "/ByteRange" in one


def _opens_address(action: Any) -> bool:
    """Whether opening the file alone, without a press, would tell somebody's server."""
    return isinstance(action, pikepdf.Dictionary) and str(action.get("/S", "")) == "/URI"


def _is_active(root: Any) -> bool:
    """Goes down into what an object holds directly; what it refers to is an object of its own."""
    waiting = [root]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Stream):
            one = one.stream_dict
            if STREAM_KEYS & set(one.keys()):
                return True
        if isinstance(one, pikepdf.Dictionary):
            if _says_active(one):
                return True
            waiting += [value for _, value in one.items() if _is_own(value)]
        elif isinstance(one, pikepdf.Array):
            waiting += [value for value in one if _is_own(value)]
    return False


def _says_active(one: pikepdf.Dictionary) -> bool:
    keys = set(one.keys())
    return bool(keys & KEYS) or str(one.get("/S", "")) in ACTIONS or str(one.get("/Subtype", "")) in ANNOTATIONS


def _is_own(value: Any) -> bool:
    return isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect
