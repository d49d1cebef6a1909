"""The blank form of a service as a PDF: printed and filled in by hand, for whoever comes to the desk."""

from __future__ import annotations

from flask import Response

from portal.usecases.blankform import BlankForm, live_blank_form
from portal.usecases.blankprints import BlankForms, ask_for_print, is_asked_for
from portal.usecases.catalogue import ServicePage, service_page
from portal.web.kit import clock, locale
from portal.web.kit.files import download
from portal.web.kit.pages import page
from portal.web.kit.parts import parts
from portal.web.public import public
from portal.web.public.service import address
from portal.wording.markdown import draw

_COME_BACK_SECONDS = 60


@public.get("/<language:lang>/services/<service>/form.pdf")
def show_blank_form(service: str) -> Response:
    """The PDF; while it is being printed, or where that failed, a page that says so."""
    with parts().store.reading() as session:
        form = live_blank_form(session, service, parts().catalogues, locale.language())
    forms = BlankForms(parts().settings.data_dir, parts().settings.home)
    pdf = forms.ready(form, now=clock.now())
    if pdf is None:
        has_failed = forms.has_failed(form, now=clock.now())
        if not has_failed:
            _queue(form)
        return _not_yet(service, has_failed=has_failed)
    response = download(pdf, "application/pdf", f"{form.name}.pdf", ours=True)
    response.headers["Cache-Control"] = "public, max-age=300"  # it says nothing about anybody
    response.headers["Content-Language"] = form.language
    return response


def _queue(form: BlankForm) -> None:
    """Looks first: whoever comes back each minute writes nothing."""
    with parts().store.reading() as session:
        if is_asked_for(session, form, now=clock.now()):
            return
    with parts().store.writing() as session:
        ask_for_print(session, form, now=clock.now())


def _not_yet(service: str, *, has_failed: bool) -> Response:
    with parts().store.reading() as session:
        found: ServicePage = service_page(session, service, locale.words(), zone=parts().time_zone, now=clock.now())
    response = page(
        "public/blank_form.html",
        status=503 if has_failed else 202,
        title=found.words.text(found.service.title),
        service_url=address(service),
        form_url=f"{address(service)}/form.pdf",
        has_failed=has_failed,
        other_ways=draw(found.words.text(found.service.guidance.other_ways), address, first_heading=3),
    )
    response.headers["Retry-After"] = str(_COME_BACK_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response
