"""Floor 8. Printing what was issued: reads, prints outside any transaction, keeps the PDF, notes how it went."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from portal.documents import RenderingFailed, render
from portal.errors import NotFound
from portal.files.filestore import FileStore
from portal.i18n.catalogue import Catalogues
from portal.settings import Settings
from portal.store import ApplicationId, FileId, Store, data_key, new_id
from portal.usecases.blankprints import BlankForms, ask_for_print, live_blank_forms
from portal.usecases.copying import MAKE_COPY, copied, to_copy
from portal.usecases.issuing import PASSING, RENDER, ToPrint, not_printed, printed, to_print
from portal.usecases.onpaper import copy_facts, document_facts
from portal.usecases.releases import PRINT_BLANK_FORM


@cache
def _catalogues(folder: Path) -> Catalogues:
    return Catalogues(folder)


def render_document(store: Store, settings: Settings, now: datetime, /, *, document: str) -> None:
    """Refused: `RenderingFailed` where another try may succeed; what stays wrong is only noted."""
    try:
        with store.reading() as session:
            paper = to_print(session, document)
    except NotFound:
        return  # erased meanwhile
    if paper is None:
        return
    try:
        pdf = print_document(paper, settings)
    except RenderingFailed as failed:
        with store.writing() as session:
            not_printed(session, document, failed, now=now)
        if failed.reason in PASSING:
            raise
        return
    kept = _keep(store, settings, paper.case_id, pdf)
    with store.writing() as session:
        printed(session, document, **kept, now=now)


def print_document(paper: ToPrint, settings: Settings) -> bytes:
    served, authority = paper.served, paper.authority.authority
    files = dict(served.bundle.files)
    if authority.logo and authority.logo in paper.authority.bundle.files:
        files["documents/logo.svg"] = paper.authority.bundle.files[authority.logo]
    return render(
        files,
        served.service.documents[paper.document].template,
        document_facts(paper, _catalogues(settings.translations_dir), settings.base_url),
        language=paper.language,
        official_language=authority.language,
        home=settings.home,
        name=paper.number,
        made_at=paper.created_at,
        zone=authority.time_zone,
    )


def make_copy(store: Store, settings: Settings, now: datetime, /, *, case: str) -> None:
    """The copy of what was sent, in the language it was sent in."""
    try:
        with store.reading() as session:
            sent = to_copy(session, case)
    except NotFound:
        return
    if sent is None:
        return
    facts = copy_facts(
        sent.plan, sent.served, sent.authority, _catalogues(settings.translations_dir), sent.language, **sent.known
    )
    pdf = render(
        {},
        "copy.html",
        facts,
        language=sent.language,
        official_language=sent.language,
        home=settings.home,
        name=sent.reference,
        made_at=sent.received_at,
        zone=sent.authority.authority.time_zone,
    )
    kept = _keep(store, settings, case, pdf)
    with store.writing() as session:
        copied(session, case, **kept, now=now)


def _keep(store: Store, settings: Settings, case_id: str, pdf: bytes) -> dict[str, Any]:
    """Seals the PDF into the file store; a row tells of it afterwards."""
    with store.reading() as session:
        key = data_key(session, ApplicationId(case_id))
    file_id = FileId(new_id())
    sha256 = FileStore(settings.files_dir).keep(key, file_id, pdf)
    return {"file_id": file_id, "size_bytes": len(pdf), "sha256": sha256}


def print_blank_form(store: Store, settings: Settings, now: datetime, /, *, service: str, language: str) -> None:
    """The blank form of a service, where it is not printed yet; `language` "": in each of its languages, a task each.

    Refused: `RenderingFailed` where another try may succeed; meanwhile people are told.
    """
    try:
        with store.reading() as session:
            wanted = live_blank_forms(session, service, _catalogues(settings.translations_dir), language)
    except NotFound:
        return  # no longer live
    forms = BlankForms(settings.data_dir, settings.home)
    missing = [form for form in wanted if not forms.is_kept(form)]
    if not language:
        with store.writing() as session:
            for form in missing:
                ask_for_print(session, form, now=now)
        return
    for form in missing:
        try:
            forms.print(form, now=now)
        except RenderingFailed as passing:
            forms.note_failed(form, passing)
            raise


HANDLERS: dict[str, Any] = {
    RENDER: render_document,
    MAKE_COPY: make_copy,
    PRINT_BLANK_FORM: print_blank_form,
}
