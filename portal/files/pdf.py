"""Floor 5. Whether a PDF does anything of its own: scripts, launches, sends, carries other files."""

from __future__ import annotations

from typing import Any

import pikepdf

# Actions that run, start, send or fetch something; going to a page or to a web address does not.
ACTIONS = {
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/Rendition", "/RichMediaExecute", "/Movie",
    "/Sound", "/GoTo3DView",
}  # fmt: skip
ANNOTATIONS = {"/FileAttachment", "/RichMedia", "/Screen", "/3D", "/Movie", "/Sound"}
# Keys that only what we refuse has: scripts, embedded files, dynamic forms, actions by event.
KEYS = {"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/AA"}


def is_active(pdf: pikepdf.Pdf) -> bool:
    """Looks through every object of the file, also those that no page refers to."""
    return any(_is_active(one) for one in pdf.objects)


def _is_active(root: Any) -> bool:
    """Goes down into what an object holds directly; what it refers to is an object of its own."""
    waiting = [root]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Stream):
            one = one.stream_dict
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
