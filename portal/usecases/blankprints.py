"""Floor 7. Blank forms as PDFs: each printed once for every process, and kept in a folder; a long one by the worker, ahead.

They say nothing about anybody. A file is named by what stands on the paper and by how the house draws it, so it never grows stale.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock

from sqlalchemy.orm import Session

from portal.documents import Limits, RenderingFailed, render
from portal.i18n.catalogue import Catalogues
from portal.store import defer
from portal.store.tasks import is_deferred
from portal.usecases.blankform import TEMPLATE, BlankForm, published_form
from portal.usecases.issuing import PASSING
from portal.usecases.releases import PRINT_BLANK_FORM, live_authority, live_service

FOLDER = "blank-forms"
MOST_KEPT = 400
# Of 1,000 questions it takes some 10 seconds and 350 MB; this is for slow machines, and for services three times as large.
AMPLE = Limits(seconds=180, megabytes=2_500)
_TRY_AGAIN_SECONDS = 3_600  # what could not be printed is not tried sooner
_BREATHE_SECONDS = 30  # a form that the machine had no time or memory for is the worker's; visitors do not try sooner
# One at a time: a stranger who asks for many must not keep every thread of the portal waiting for the press.
_printing = Lock()
_PATIENCE_SECONDS = 2.0


class BlankForms:
    """The folder of those that were printed, in the portal's data folder."""

    def __init__(self, data_dir: Path, home: Path) -> None:
        self.folder, self.home = data_dir / FOLDER, home

    def ready(self, form: BlankForm, *, now: datetime) -> bytes | None:
        """The PDF; a short form is printed for it. Never inside a transaction.

        None where it is not there yet: it is long, another is being printed, or it could not be printed; by `has_failed`
        whether it is the worker's now.
        """
        held = self._kept(form)
        if held is not None or form.is_long or self.has_failed(form, now=now) or self._is_the_workers(form, now):
            return held
        if not _printing.acquire(timeout=_PATIENCE_SECONDS):
            return None
        try:
            return self._kept(form) or self.print(form, now=now, limits=Limits())
        except RenderingFailed as passing:
            self._keep(self._path(form, ".passing"), str(passing).encode())
            return None
        finally:
            _printing.release()

    def print(self, form: BlankForm, *, now: datetime, limits: Limits = AMPLE) -> bytes | None:
        """Prints and keeps it; where it cannot be printed, the reason is kept for an hour.

        Refused: `RenderingFailed` where another try may succeed.
        """
        try:
            pdf = printed(form, home=self.home, made_at=now, limits=limits)
        except RenderingFailed as failed:
            if failed.reason in PASSING:
                raise
            self.note_failed(form, failed)
            return None
        self._keep(self._path(form), pdf)
        for ending in (".failed", ".passing"):
            self._path(form, ending).unlink(missing_ok=True)
        return pdf

    def note_failed(self, form: BlankForm, failed: RenderingFailed) -> None:
        """People are told for an hour, unless it is printed meanwhile."""
        self._keep(self._path(form, ".failed"), str(failed).encode())

    def is_kept(self, form: BlankForm) -> bool:
        return self._path(form).is_file()

    def has_failed(self, form: BlankForm, *, now: datetime) -> bool:
        """Whether it was tried within the hour, and could not be printed."""
        return now.timestamp() - _written_at(self._path(form, ".failed")) < _TRY_AGAIN_SECONDS

    def _is_the_workers(self, form: BlankForm, now: datetime) -> bool:
        return now.timestamp() - _written_at(self._path(form, ".passing")) < _BREATHE_SECONDS

    def _kept(self, form: BlankForm) -> bytes | None:
        try:
            return self._path(form).read_bytes()
        except FileNotFoundError:
            return None

    def _keep(self, path: Path, content: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        writing = path.with_name(f"{secrets.token_hex(8)}.new")
        writing.write_bytes(content)
        os.replace(writing, path)
        for old in sorted(self.folder.iterdir(), key=_written_at)[:-MOST_KEPT]:
            old.unlink(missing_ok=True)

    def _path(self, form: BlankForm, ending: str = ".pdf") -> Path:
        told = hashlib.sha256(f"{form.key} {_drawn_by(self.home)}".encode()).hexdigest()
        return self.folder / f"{told}{ending}"


def printed(form: BlankForm, *, home: Path, made_at: datetime, limits: Limits = AMPLE) -> bytes:
    """The PDF. Never inside a transaction. Refused: `RenderingFailed`."""
    return render(
        {}, TEMPLATE, form.facts, language=form.language, official_language=form.language, home=home, name=form.name,
        made_at=made_at, zone=form.zone, limits=limits,
    )  # fmt: skip


def ask_for_print(session: Session, form: BlankForm, *, now: datetime) -> None:
    """Queues the printing of one form: once an hour at most, after all documents and mails."""
    key = _key_of_hour(form, now)
    defer(session, PRINT_BLANK_FORM, key=key, can_wait=True, service=form.service, language=form.language)


def is_asked_for(session: Session, form: BlankForm, *, now: datetime) -> bool:
    """Whether it was queued within this hour; a look that writes nothing."""
    return is_deferred(session, _key_of_hour(form, now))


def _key_of_hour(form: BlankForm, now: datetime) -> str:
    return f"{PRINT_BLANK_FORM}:{form.key[:40]}:{now:%Y%m%d%H}"


def live_blank_forms(session: Session, service_id: str, catalogues: Catalogues, language: str) -> Sequence[BlankForm]:
    """The forms of what is live: in a language, or in each that it is offered in. Refused: `NotFound`."""
    live, authority = live_service(session, service_id), live_authority(session)
    wanted = [language] if language else [one for one in authority.authority.languages if live.speaks(one)]
    return [published_form(live.served, authority, catalogues, one) for one in wanted]


def _written_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # another process was faster
        return 0.0


@cache
def _drawn_by(home: Path) -> str:
    """Changes with the house's templates and its font."""
    told = hashlib.sha256()
    for path in (
        *sorted((home / "templates" / "documents").iterdir()),
        home / "static" / "built" / "solmere-sans.woff2",
    ):
        told.update(path.read_bytes())
    return told.hexdigest()
