"""The blank form of a service as a PDF: printed and filled in by hand, for whoever comes to the desk."""

from __future__ import annotations

from flask import Response

from portal.documents import RenderingFailed
from portal.errors import Unavailable
from portal.usecases.blankform import live_blank_form, printed
from portal.web.kit import clock, locale
from portal.web.kit.files import download
from portal.web.kit.parts import parts
from portal.web.public import public


@public.get("/<language:lang>/services/<service>/form.pdf")
def show_blank_form(service: str) -> Response:
    with parts().store.reading() as session:
        form = live_blank_form(session, service, parts().catalogues, locale.language())
    try:
        pdf = printed(form, home=parts().settings.home, made_at=clock.now())
    except RenderingFailed as failed:
        raise Unavailable("blank form", why=failed.reason) from failed
    response = download(pdf, "application/pdf", f"{form.name}.pdf", ours=True)
    response.headers["Cache-Control"] = "public, max-age=300"  # it says nothing about anybody
    response.headers["Content-Language"] = form.language
    return response
