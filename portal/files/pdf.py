"""Floor 5. Whether a PDF does anything of its own: scripts, launches, sends, carries other files.

Data that only repeats what the pages say, such as every document of this portal carries (PDF/A-3), is taken out instead.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
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
# Of a stream: its content lies in another file, it draws a page of one, or a printer puts one in its place.
STREAM_KEYS = {"/F", "/Ref", "/OPI"}
ARCHIVE_END = b"PK\5\6"
# What programs read, where people read the pages: our own documents' data, an invoice's.
DATA_ENDINGS = (".json", ".xml")
_MOST_ACTIONS = 1_000  # that follow one another
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
    has_data = False
    for one in pdf.objects:
        for part, _ in _held_by(one):
            if "/ByteRange" in part or ("/EF" in part and not _is_data(part)):
                return None
            has_data = has_data or "/EF" in part
    if not has_data:
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


def _opens_address(action: Any) -> bool:
    """Whether opening the file alone, without a press, would tell somebody's server: at once, or as a later action.

    An endless row of actions counts as one that does.
    """
    waiting, followed = [action], 0
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Array):
            waiting += list(one)
        elif isinstance(one, pikepdf.Dictionary):
            if str(one.get("/S", "")) == "/URI":
                return True
            waiting += [one.Next] if "/Next" in one else []
        followed += 1
        if followed > _MOST_ACTIONS:
            return True
    return False


def _is_active(root: Any) -> bool:
    return any(
        _says_active(held) or (of_stream and STREAM_KEYS & set(held.keys())) for held, of_stream in _held_by(root)
    )


def _held_by(root: Any) -> Iterator[tuple[pikepdf.Dictionary, bool]]:
    """An object's dictionaries, down into what it holds directly; what it refers to is an object of its own.

    With each, whether it is a stream's own.
    """
    waiting = [root]
    while waiting:
        one = waiting.pop()
        held = one.stream_dict if isinstance(one, pikepdf.Stream) else one
        if isinstance(held, pikepdf.Dictionary):
            yield held, held is not one
            waiting += [value for _, value in held.items() if _is_own(value)]
        elif isinstance(one, pikepdf.Array):
            waiting += [value for value in one if _is_own(value)]


def _says_active(one: pikepdf.Dictionary) -> bool:
    keys = set(one.keys())
    return bool(keys & KEYS) or str(one.get("/S", "")) in ACTIONS or str(one.get("/Subtype", "")) in ANNOTATIONS


def _is_own(value: Any) -> bool:
    return isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect
