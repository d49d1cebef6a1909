"""The demo's outbox: what the portal would have mailed. `create_app` opens it for a demo only."""

from __future__ import annotations

from flask import Blueprint, Response, request

from portal.errors import NotFound
from portal.usecases.outbox import kept_mails
from portal.web.kit import locale
from portal.web.kit.pages import page
from portal.web.kit.parts import parts

outbox = Blueprint("outbox", __name__)


@outbox.get("/<language:lang>/outbox")
def show_outbox() -> Response:
    """The mails, and the one that was chosen (`mail`), else the newest."""
    with parts().store.reading() as session:
        mails = kept_mails(session, locale.language())
    chosen = request.args.get("mail", "")
    opened = next((mail for mail in mails if mail.id == chosen), None)
    if chosen and opened is None:
        raise NotFound("no such mail", mail=chosen)
    return page("demo/outbox.html", mails=mails, opened=opened or (mails[0] if mails else None))
