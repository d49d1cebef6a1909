"""Floor 9. What lies in a folder: services and the authority with their catalogues, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from portal.authoring.check import check_bundle
from portal.authoring.folders import catalogues_near, found_bundles
from portal.authoring.linting import lint
from portal.authoring.names import name_faults, name_warnings
from portal.authoring.places import Places
from portal.authoring.scenarios import Failure, Scenario, read_scenarios, run
from portal.cli._settings import HOME
from portal.documents import template_faults
from portal.errors import Fault, SpecFault
from portal.spec.authority import FILE as AUTHORITY_FILE
from portal.spec.authority import read_authority
from portal.spec.bundle import SHARED, Bundle, bundle_from_folder, bundle_of_authority
from portal.spec.model import Authority, Service
from portal.spec.reader import SPECIFICATION, read_service
from portal.usecases.advising import advice
from portal.usecases.proofs import proof_faults
from portal.usecases.releases import ServedService, read_bundle

FORMS, TRANSLATIONS = HOME / "forms", HOME / "translations"


def shown(path: Path) -> str:
    """The path as the person would type it from here."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)


@dataclass
class Found:
    """What lies in a folder, and what is wrong with it; each fault is told at its file as it lies on disk."""

    name: str
    bundle: Bundle
    folder: str  # with its “/”
    catalogues: Path
    authority: Authority | None
    taken: Mapping[str, str] = field(default_factory=dict)
    before: Service | None = None  # the release whose names it must keep
    services: frozenset[str] | None = None  # that there are, where that is known

    @property
    def is_service(self) -> bool:
        return SPECIFICATION in self.bundle.files

    @property
    def service(self) -> Service:
        try:
            return read_service(self.bundle, self.folder)
        except SpecFault as wrong:
            raise SpecFault(self.in_place(wrong.faults)) from wrong

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        return read_scenarios(self.bundle, self.service, self.folder)

    def faults(self) -> tuple[Fault, ...]:
        """Every fault, those of its documents' templates among them."""
        return self.in_place(self._faults())

    def _faults(self) -> tuple[Fault, ...]:
        name = self.name if self.is_service else ""
        faults = check_bundle(
            self.bundle, self.folder, self.authority, name=name, taken=self.taken, services=self.services
        )
        if not self.is_service:
            return faults
        try:
            service = self.service
        except SpecFault:
            return faults
        if self.before:
            faults += name_faults(self.before, service, Places(self.bundle, self.folder))
        return faults or template_faults(service, self.bundle.files, self.folder)

    def warnings(self) -> tuple[Fault, ...]:
        """What could be better, where there is no fault, and what is proved of the rules."""
        if not self.is_service:
            return self.in_place(lint(self.bundle, self.folder, self.authority))
        service, today = self.service, datetime.now(UTC).date()
        told = advice(self.bundle, service, self.authority, today=today, folder=self.folder)
        if self.before:
            told += name_warnings(self.before, service, Places(self.bundle, self.folder))
        return self.in_place(told)

    def answers(self) -> list[Mapping[str, Any]]:
        """Those of its scenarios, where it has some that can be read."""
        try:
            return [{**one.given.get("given", {}), **one.given["answers"]} for one in self.scenarios]
        except SpecFault:
            return []

    def failures(self) -> list[Failure]:
        return [failure for scenario in self.scenarios for failure in run(self.service, scenario)]

    def proofs(self) -> tuple[Fault, ...]:
        """What cannot be printed; nothing is known of it without an authority, whose name stands on every paper."""
        if self.authority is None or not self.is_service:
            return ()
        return self.in_place(proof_faults(self.bundle, self.service, self.scenarios, self.authority, self.folder))

    def told(self, failure: Failure) -> str:
        return f"{self.folder}scenarios.yaml:{failure.scenario.line}: {failure}"

    def in_place(self, faults: Iterable[Fault]) -> tuple[Fault, ...]:
        return tuple(replace(one, path=self.lies_at(one.path)) for one in faults)

    def lies_at(self, path: str) -> str:
        """Where a file of the bundle lies: catalogues by their language, what is shared beside the services' folders."""
        if not path.startswith(self.folder) or Path(path).exists():
            return path
        inside = path.removeprefix(self.folder)
        if inside.endswith(".po"):
            name, _, language = inside.rpartition("/")[2].removesuffix(".po").rpartition(".")
            domain = f"shared-{name}" if name else self.name if self.is_service else "authority"
            file = self.catalogues / language / "LC_MESSAGES" / f"{domain}.po"
            return shown(file) if file.is_file() else path
        if inside.startswith(SHARED):
            return f"{self.folder[: self.folder.rstrip('/').rfind('/') + 1]}{inside}"
        return path


def served_at(path: Path) -> ServedService:
    """The service in a folder, with its translations. Refused: `SpecFault` with each fault at its file."""
    folder, catalogues = f"{shown(path)}/", catalogues_near(path, TRANSLATIONS)
    found = Found(path.resolve().name, bundle_from_folder(path.resolve(), catalogues), folder, catalogues, None)
    try:
        return read_bundle(found.bundle, folder)
    except SpecFault as wrong:
        raise SpecFault(found.in_place(wrong.faults)) from wrong


def found_at(path: Path, authority: Path | None) -> Iterator[Found]:
    """Each service and authority that lies at the path. Refused: `SpecFault` where there is none."""
    catalogues = catalogues_near(path, TRANSLATIONS)
    for name, where, bundle in found_bundles(path, catalogues):
        folder = f"{shown(where if where.is_dir() else where.parent)}/"
        beside = authority or where.parent / AUTHORITY_FILE
        known = None
        if SPECIFICATION in bundle.files and beside.is_file():
            known = read_authority(bundle_of_authority(beside), f"{shown(beside.parent)}/")
        # A folder that is named by “.” has its name nonetheless.
        found = Found(where.resolve().name if where.is_dir() else name, bundle, folder, catalogues, known)
        if known:
            found.services = frozenset(one.parent.name for one in where.resolve().parent.glob(f"*/{SPECIFICATION}"))
        yield found
