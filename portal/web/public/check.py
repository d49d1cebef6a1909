"""Checking a document by its code: the page that asks for it, and what the register says of one.

A GET notes unknown codes: it is the count that limits guessing, and changes nothing of anybody's.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from portal.errors import N_, NotFound
from portal.i18n.text import Text
from portal.usecases.printedanswers import told
from portal.usecases.verifying import Verified, grouped, note_unknown, read_code, verify
from portal.web.kit import clock, locale
from portal.web.kit.pages import page
from portal.web.kit.parts import parts
from portal.web.public import public
from portal.wording.release import ReleaseWords
from portal.workflow.validity import is_one_day

_EMPTY = N_("Enter the code of the document")
_WRONG = N_("Enter all 16 letters and digits of the code. There is no 0, O, 1 or I among them")
_UNKNOWN = N_("We know no document with this code. Compare it with the paper, letter by letter")
_VERDICTS = {
    "issued": N_("Genuine and valid"),
    "early": N_("Genuine, but not valid yet"),
    "expired": N_("Genuine, but no longer valid"),
    "revoked": N_("Genuine, but no longer valid"),
}
_SAID = {
    "issued": N_("Issued by {authority}. Checked now, {moment}."),
    "early": N_("It is valid from {day}. Do not accept it before. Checked now, {moment}."),
    "expired": N_("It was valid until {day}. Do not accept it. Checked now, {moment}."),
    "revoked": N_("Revoked on {day}. Do not accept it. Checked now, {moment}."),
}


@public.get("/check")
def check_anywhere() -> Response:
    """The address that stands on the paper."""
    return redirect(url_for("public.show_check", lang=locale.wished()))


@public.get("/v/<code>")
def follow_picture(code: str) -> Response:
    """Where the QR picture leads."""
    return redirect(url_for("public.show_verified", lang=locale.wished(), code=code))


@public.get("/verify")
@public.get("/verify/<code>")
def verify_anywhere(code: str = "") -> Response:
    """What people type who call it that, and what older papers may say."""
    return _to_check(locale.wished(), code)


@public.get("/<language:lang>/verify")
@public.get("/<language:lang>/verify/<code>")
def verify_here(code: str = "") -> Response:
    return _to_check(locale.language(), code)


def _to_check(lang: str, code: str) -> Response:
    if code:
        return redirect(url_for("public.show_verified", lang=lang, code=code))
    return redirect(url_for("public.show_check", lang=lang))


@public.get("/<language:lang>/check")
def show_check() -> Response:
    typed = request.args.get("code")
    if typed is None:
        return _ask("", None)
    code = read_code(typed)
    if code is None:
        return _ask(typed, _WRONG if typed.strip() else _EMPTY)
    return redirect(url_for("public.show_verified", code=code))


@public.get("/<language:lang>/check/<code>")
def show_verified(code: str) -> Response:
    read = read_code(code)
    if read is None:
        return _ask(code, _WRONG)
    now, source = clock.now(), request.remote_addr or ""
    try:
        with parts().store.reading() as session:
            found = verify(session, read, source=source, now=now, today=clock.today())
    except NotFound:
        with parts().store.writing() as session:
            note_unknown(session, source=source, now=now)
        return _ask(grouped(read), _UNKNOWN)
    return _unlisted(_result(found, now))


def _ask(typed: str, problem: str | None) -> Response:
    words = locale.words().word(problem) if problem else None
    status = 404 if problem == _UNKNOWN else 400 if problem else 200
    return _unlisted(
        page(
            "public/check.html",
            status=status,
            typed=typed[:200],
            problem=words,
            action=url_for("public.show_check"),
        )
    )


def _unlisted(response: Response) -> Response:
    """No search engine lists who holds what."""
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _result(found: Verified, now: datetime) -> Response:
    language, word, formats = locale.language(), locale.words().word, locale.formats()
    words = found.served.translations.words(language, locale.words(), parts().time_zone)
    authority = parts().site.authority().authority
    told = formats.day_of(found.revoked_at) if found.revoked_at else found.valid_until
    if found.state == "early":
        told = found.valid_from
    said = word(
        _SAID[found.state],
        authority=parts().site.words(language).text(authority.name).value,
        moment=formats.moment(now).value,
        day=formats.date(told).value if told else "",
    )
    return page(
        "public/verified.html",
        heading=word(_VERDICTS[found.state]),
        said=said,
        good=found.state == "issued",
        rows=_rows(found, words),
        revoked=found.state == "revoked",
        action=url_for("public.show_check"),
    )


def _rows(found: Verified, words: ReleaseWords) -> list[dict[str, Any]]:
    """What must stand on the paper, as the summary list draws it."""
    word, formats = locale.words().word, locale.formats()
    described = found.served.service.documents[found.document]
    rows = [_row(word(N_("Document")), words.text(described.title)), _row(word(N_("Number")), found.number)]
    for label, lines in told(found.served.service, described, found.public, words):
        rows.append(_row(label, *lines))
    if found.state == "revoked" and found.revoked_at:
        day = formats.date(formats.day_of(found.revoked_at)).value
        rows.append(_row(word(N_("State")), word(N_("Revoked since {day}"), day=day)))
    elif is_one_day(found.valid_from, found.valid_until):
        rows.append(_row(word(N_("Valid")), formats.date(found.valid_from)))
    elif found.valid_until:
        span = {"start": formats.date(found.valid_from).value, "end": formats.date(found.valid_until).value}
        rows.append(_row(word(N_("Valid")), word(N_("from {start} until {end}, both days included"), **span)))
    elif found.valid_from != formats.day_of(found.issued_at):
        rows.append(_row(word(N_("Valid from")), formats.date(found.valid_from)))
    else:
        rows.append(_row(word(N_("Issued on")), formats.date(found.valid_from)))
    return rows


def _row(label: Text, *lines: Text | str) -> dict[str, Any]:
    return {"label": label, "lines": lines, "change": "", "source": None, "sure": False, "missing": ""}
