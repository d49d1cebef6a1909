"""Sends a file that somebody stored here: never sniffed, never run, kept by nobody between."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response, make_response


def download(content: bytes, media_type: str, name: str, *, ours: bool = False) -> Response:
    """The file as a download under its name; a PDF that the portal made itself (`ours`) may open in the browser."""
    response = make_response(content)
    response.headers["Content-Type"] = media_type
    kind = "inline" if ours and media_type == "application/pdf" else "attachment"
    plain = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_. ") else "_" for sign in name)
    # RFC 8187 by hand: a header is Latin-1, and a name may hold any letter, a quote and a semicolon.
    told = f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    response.headers["Content-Disposition"] = told
    response.headers["Cache-Control"] = "no-store"
    return response
