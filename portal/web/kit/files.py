"""Sends a file that somebody stored here: never sniffed, never run, kept by nobody between."""

from __future__ import annotations

from flask import Response, make_response
from werkzeug.http import dump_options_header


def download(content: bytes, media_type: str, name: str) -> Response:
    """The file as a download under its name; a PDF may open in the browser."""
    response = make_response(content)
    response.headers["Content-Type"] = media_type
    kind = "inline" if media_type == "application/pdf" else "attachment"
    plain = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_. ") else "_" for sign in name)
    response.headers["Content-Disposition"] = dump_options_header(kind, {"filename": plain, "filename*": name})
    response.headers["Cache-Control"] = "no-store"
    return response
