"""Floor 7. Releases: bundles that were published, served from the database alone, read once per process and digest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from portal.authoring.check import catalogue_faults
from portal.errors import NotFound, SpecFault
from portal.spec.authority import read_authority
from portal.spec.bundle import Bundle
from portal.spec.model import Authority, Service
from portal.spec.reader import read_service
from portal.store import Bundle as BundleRow
from portal.store import BundleFile, Digest, PublishedService, Release, ReleaseId, ServiceId, defer, new_id, record
from portal.usecases.shelf import Shelf
from portal.wording.release import Translations, translations

AUTHORITY = ServiceId("authority")
OPERATOR = "operator"
PRINT_BLANK_FORM = "print_blank_form"  # a task
LONG_ON_PAPER = 120  # questions: printing takes longer than people wait for a page
_CACHED = 64  # bundles a process keeps read: a few releases of each of a town's services


@dataclass(frozen=True)
class ServedService:
    """A bundle as the portal works with it."""

    digest: Digest
    bundle: Bundle
    service: Service
    translations: Translations

    @cached_property
    def languages(self) -> tuple[str, ...]:
        return (self.service.language, *self.translations.catalogues)

    @cached_property
    def _complete(self) -> frozenset[str]:
        missing = self.translations.missing
        return frozenset(one for one in self.languages if not missing(one, self.service.phrases))

    def is_complete_in(self, language: str) -> bool:
        """Whether every text is there in this language; what is not is shown in the service's own."""
        return language in self._complete


@dataclass(frozen=True)
class ServedAuthority:
    digest: Digest
    bundle: Bundle
    authority: Authority
    translations: Translations


# What this process has read. A digest names its bytes for ever, so nothing here grows stale.
_shelf: Shelf[ServedService | ServedAuthority] = Shelf(_CACHED)


def served_service(session: Session, digest: Digest) -> ServedService:
    """The service under a digest, from this process's shelf or the database. Refused: `NotFound`."""
    found = _shelf.get(digest)
    if not isinstance(found, ServedService):
        found = read_bundle(stored_bundle(session, digest))
        _shelf.put(digest, found)
    return found


def served_authority(session: Session, digest: Digest) -> ServedAuthority:
    found = _shelf.get(digest)
    if not isinstance(found, ServedAuthority):
        found = read_authority_bundle(stored_bundle(session, digest))
        _shelf.put(digest, found)
    return found


def stored_bundle(session: Session, digest: Digest) -> Bundle:
    files = {
        row.path: row.content
        for row in session.execute(select(BundleFile.path, BundleFile.content).where(BundleFile.digest == digest))
    }
    if not files:
        raise NotFound("no such bundle", digest=digest)
    return Bundle(files)


def read_bundle(bundle: Bundle, folder: str = "") -> ServedService:
    """Refused: `SpecFault` with every fault of the specification and its catalogues."""
    service = read_service(bundle, folder)
    try:
        return ServedService(
            Digest(bundle.digest),
            bundle,
            service,
            translations(service, bundle.translations, bundle.shared_translations),
        )
    except ValueError as wrong:
        raise SpecFault(catalogue_faults(bundle, service, folder)) from wrong


def read_authority_bundle(bundle: Bundle, folder: str = "") -> ServedAuthority:
    authority = read_authority(bundle, folder)
    try:
        return ServedAuthority(Digest(bundle.digest), bundle, authority, translations(authority, bundle.translations))
    except ValueError as wrong:
        raise SpecFault(catalogue_faults(bundle, authority, folder)) from wrong


# ---- what is live ---------------------------------------------------------------------------------------------------


def live_releases() -> Select[ServiceId, str, bool, str, str, ReleaseId, int, Digest, Mapping[str, object]]:
    """Every service with its live release, by id; the authority among them."""
    return (
        select(
            PublishedService.id, PublishedService.kind, PublishedService.closed, PublishedService.closed_message,
            PublishedService.closed_language,
            Release.id.label("release_id"), Release.number, Release.digest, Release.languages,
        )
        .join(Release, Release.id == PublishedService.live_release_id)
        .order_by(PublishedService.id)
    )  # fmt: skip


@dataclass(frozen=True)
class Live:
    """A service as it is live: its release, and whether it is closed for new applications."""

    release_id: ReleaseId
    number: int
    served: ServedService
    closed: bool
    closed_message: str
    closed_language: str  # that the message was written in
    languages: Mapping[str, object]  # language → "left out" or "partial"

    @property
    def service(self) -> Service:
        return self.served.service

    def speaks(self, language: str) -> bool:
        """Whether the service is offered in this language, partly translated or not."""
        return self.languages.get(language) != "left out"


def live_service(session: Session, service_id: str) -> Live:
    """Refused: `NotFound` when no such service is live."""
    row = session.execute(
        live_releases().where(PublishedService.id == service_id, PublishedService.kind == "service")
    ).one_or_none()
    if row is None:
        raise NotFound("no such service", service=service_id)
    return _live(session, row)


def live_model(session: Session, service_id: str) -> Service | None:
    """The service as it is live; None where it is not live, or is no service."""
    try:
        return live_service(session, service_id).service
    except NotFound:
        return None


def service_ids(session: Session) -> frozenset[str]:
    """The names of all services that were ever published."""
    return frozenset(session.scalars(select(PublishedService.id).where(PublishedService.kind == "service")))


def live_services(session: Session) -> list[Live]:
    return [_live(session, row) for row in session.execute(live_releases().where(PublishedService.kind == "service"))]


def _live(
    session: Session, row: Row[ServiceId, str, bool, str, str, ReleaseId, int, Digest, Mapping[str, object]]
) -> Live:
    return Live(
        row.release_id,
        row.number,
        served_service(session, row.digest),
        row.closed,
        row.closed_message,
        row.closed_language,
        row.languages or {},
    )


def live_authority_digest() -> Select[Digest]:
    """The authority's live digest: one small query, also fit for a scalar subquery."""
    return (
        select(Release.digest)
        .join(PublishedService, PublishedService.live_release_id == Release.id)
        .where(PublishedService.id == AUTHORITY)
    )


def live_authority(session: Session) -> ServedAuthority:
    digest = session.execute(live_authority_digest()).scalar_one_or_none()
    if digest is None:
        raise NotFound("no authority is published")
    return served_authority(session, digest)


# ---- publishing -----------------------------------------------------------------------------------------------------


def store_bundle(session: Session, bundle: Bundle, service_id: str, kind: str, now: datetime) -> Digest:
    """The bundle's rows, made once for each digest."""
    digest = Digest(bundle.digest)
    if session.get(BundleRow, digest) is None:
        session.add(BundleRow(digest=digest, service_id=ServiceId(service_id), kind=kind, made_at=now))
        session.flush()
        session.add_all(BundleFile(digest=digest, path=path, content=content) for path, content in bundle.files.items())
        session.flush()
    return digest


def publish(
    session: Session, bundle: Bundle, *, by: str, role: str, now: datetime, what_changed: str, from_folder: bool = False,
    languages: Mapping[str, str] | None = None, taken_back_from: ReleaseId | None = None,
) -> Release:  # fmt: skip
    """Makes an immutable release of a bundle and puts it live. Refused: `SpecFault` when it cannot be read."""
    is_authority, is_long = "authority.yaml" in bundle.files, False
    if is_authority:
        read_authority_bundle(bundle)
        service_id, kind = AUTHORITY, "authority"
    else:
        described = read_bundle(bundle).service
        service_id, kind, is_long = ServiceId(described.id), "service", is_long_on_paper(described)
    digest = store_bundle(session, bundle, service_id, kind, now)
    service = session.get(PublishedService, service_id, with_for_update=True)
    if service is None:
        service = PublishedService(id=service_id, kind=kind)
        session.add(service)
        session.flush()
    last = session.execute(select(func.max(Release.number)).where(Release.service_id == service_id)).scalar()
    release = Release(
        id=ReleaseId(new_id()), service_id=service_id, number=(last or 0) + 1, digest=digest, published_at=now, published_by=by,
        what_changed=what_changed, from_folder=from_folder, languages=dict(languages or {}), taken_back_from=taken_back_from,
    )  # fmt: skip
    session.add(release)
    session.flush()
    service.live_release_id = release.id
    if from_folder:
        service.folder_digest = digest
    session.flush()
    facts = {"release": release.id, "number": release.number, "digest": digest}
    record(session, "service", service_id, "released", actor_id=by, actor_role=role, now=now, facts=facts)
    if is_long:
        key = f"{PRINT_BLANK_FORM}:{release.id}"
        defer(session, PRINT_BLANK_FORM, key=key, can_wait=True, service=service_id, language="")
    return release


def is_long_on_paper(service: Service) -> bool:
    """Whether its blank form is printed ahead, in each language, when it is published."""
    return len(service.fields) > LONG_ON_PAPER


def publish_from_folder(
    session: Session, bundle: Bundle, service_id: str, *, now: datetime, force: bool = False
) -> Release | None:
    """Publishes what a folder holds where it is new and the live release came from the folder too (or `force`).

    Else only notes the folder's digest, so that the administrator sees that the two differ. None where nothing was published.
    """
    service = session.get(PublishedService, ServiceId(service_id))
    live = session.get(Release, service.live_release_id) if service and service.live_release_id else None
    if service is None or live is None or (live.digest != bundle.digest and (live.from_folder or force)):
        return publish(
            session, bundle, by=OPERATOR, role=OPERATOR, now=now, what_changed="From the folder", from_folder=True
        )
    if service.folder_digest != bundle.digest:
        service.folder_digest = Digest(bundle.digest)
        session.flush()
    return None
