"""Floor 6. Whether a bundle can be published: its specification, its catalogues, its templates, its scenarios' form."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from portal.authoring.po import Entry, PoFault, read_entries
from portal.authoring.scenarios import read_scenarios
from portal.errors import N_, Fault, SpecFault
from portal.spec.authority import FILE as AUTHORITY_FILE
from portal.spec.authority import read_authority
from portal.spec.bundle import MAX_BUNDLE_BYTES, SHARED, Bundle
from portal.spec.model import Authority, Service
from portal.spec.reader import SPECIFICATION, read_service
from portal.spec.source import place_of
from portal.wording.release import translations


def check_bundle(
    bundle: Bundle,
    folder: str = "",
    authority: Authority | None = None,
    *,
    name: str = "",
    taken: Mapping[str, str] | None = None,
    services: Collection[str] | None = None,
) -> tuple[Fault, ...]:
    """Every fault, in file order; empty where the bundle can be published. `folder` stands before paths in faults.

    With `authority` what a service takes from it is looked up too: its unit, life events, language, currency. `name`
    is the one that the service must have: its folder's. `taken`: series → the other service that has it;
    `services`: those that there are.
    """
    return read_and_check(bundle, folder, authority, name=name, taken=taken, services=services)[1]


def read_and_check(
    bundle: Bundle,
    folder: str = "",
    authority: Authority | None = None,
    *,
    name: str = "",
    taken: Mapping[str, str] | None = None,
    services: Collection[str] | None = None,
) -> tuple[Service | Authority | None, tuple[Fault, ...]]:
    """What the bundle describes, where it can be read, and every fault: see `check_bundle`."""
    faults: list[Fault] = []
    if sum(map(len, bundle.files.values())) > MAX_BUNDLE_BYTES:
        size = MAX_BUNDLE_BYTES // 1_000_000
        faults.append(
            Fault(
                f"{folder}service.yaml",
                0,
                0,
                N_("The service's files are larger than {size} MB."),
                N_("Shorten its lists."),
                {"size": size},
            )
        )
    try:
        if AUTHORITY_FILE in bundle.files:
            described: Service | Authority = read_authority(bundle, folder)
        else:
            described = read_service(bundle, folder)
    except SpecFault as found:
        return None, (*faults, *found.faults)
    faults += catalogue_faults(bundle, described, folder)
    if isinstance(described, Service):
        try:
            read_scenarios(bundle, described, folder)
        except SpecFault as found:
            faults += found.faults
        source = bundle.text(SPECIFICATION)
        place = _Place(f"{folder}{SPECIFICATION}", source)
        if name and described.id != name:
            faults.append(
                place.fault(
                    ("service",),
                    N_("The service is called “{name}”, and its folder “{folder}”."),
                    N_("Write “service: {folder}”, or rename the folder."),
                    name=described.id,
                    folder=name,
                )
            )
        faults += _series_faults(described, taken or {}, place)
        other = described.availability.replaced_by if described.availability else ""
        if other and services is not None and other not in services:
            faults.append(place.unknown(("availability", "replaced_by"), N_("service"), other, services))
        if authority is not None:
            faults += _authority_faults(described, authority, place)
    # In a folder only: in the editor a page may be renamed, and its translations are then among those that are missing.
    if name and not faults:
        faults += _misplaced_faults(bundle, described, folder)
    return described, tuple(sorted(faults))


def catalogue_faults(bundle: Bundle, described: Service | Authority, folder: str = "") -> Iterable[Fault]:
    """The catalogues that cannot be read, those of what is included among them."""
    for language, content in bundle.translations.items():
        path = f"{folder}translations/{language}.po"
        try:
            read_entries(content)
            translations(described, {language: content})
        except PoFault as wrong:
            yield _unreadable(path, wrong.line, wrong.problem)
        except ValueError as wrong:
            yield _unreadable(path, 0, str(wrong).partition(": ")[2])
    for (name, language), content in bundle.shared_translations.items():
        try:
            read_entries(content)
        except PoFault as wrong:
            yield _unreadable(f"{folder}{SHARED}translations/{name}.{language}.po", wrong.line, wrong.problem)


def _unreadable(path: str, line: int, problem: str) -> Fault:
    message, remedy = (
        N_("The translations cannot be read: {problem}."),
        N_("Check the file with a translation editor."),
    )
    return Fault(path, line, 1 if line else 0, message, remedy, {"problem": problem.rstrip(".")})


def _misplaced_faults(bundle: Bundle, described: Service | Authority, folder: str) -> Iterable[Fault]:
    """One changed name is one fault, in however many languages; where all of them know it, it was changed in the specification."""
    places = {phrase.key: phrase for phrase in described.phrases}
    by_name: dict[str, list[Fault]] = {}
    for language, content in bundle.translations.items():
        for fault in _misplaced(described, read_entries(content), f"{folder}translations/{language}.po"):
            by_name.setdefault(str(fault.params["name"]), []).append(fault)
    for faults in by_name.values():
        first, here = faults[0], places[str(faults[0].params["near"])]
        if 1 < len(faults) == len(bundle.translations) and here.line:
            file = here.file or (SPECIFICATION if isinstance(described, Service) else AUTHORITY_FILE)
            message = N_("This text is called “{name}” in every catalogue, and “{near}” here.")
            remedy = N_(
                "Write its name as it was. If it has a new one, write that into each language's catalogue, and run "
                "“portal translations update”."
            )
            yield Fault(f"{folder}{file}", here.line, here.column, message, remedy, first.params)
        else:
            yield first


def _misplaced(described: Service | Authority, entries: Sequence[Entry], path: str) -> Iterable[Fault]:
    """Translations whose msgctxt names nothing, while the text that they translate lacks one."""
    contexts = {phrase.key for phrase in described.phrases}
    translated = {entry.message.key for entry in entries}
    lacking = {
        phrase.source: phrase.key
        for phrase in described.phrases
        if (phrase.key, phrase.source) not in translated and not phrase.shared
    }
    for entry in entries:
        meant = lacking.get(entry.message.source)
        of_another = meant and entry.message.context.partition("/")[0] != meant.partition("/")[0]
        if meant and not of_another and entry.message.context not in contexts:
            yield Fault(
                path,
                entry.line,
                1,
                N_("No text is called “{name}”."),
                N_(
                    "Did you mean “{near}”? If that was renamed, write its new name here in each language's catalogue, "
                    "and run “portal translations update”."
                ),
                {"name": entry.message.context, "near": meant},
            )


@dataclass(frozen=True)
class _Place:
    """Where the keys of a specification stand."""

    path: str
    source: str

    def fault(self, keys: tuple[str, ...], message: str, remedy: str, **params: str) -> Fault:
        return Fault(self.path, *place_of(self.source, *keys), message, remedy, params)

    def unknown(self, keys: tuple[str, ...], what: str, name: str, known: Iterable[str]) -> Fault:
        known = list(known)
        message, near = N_("No {what} is called “{name}”."), get_close_matches(name, known, 1, 0.6)
        if near:
            return self.fault(keys, message, N_("Did you mean “{near}”?"), what=what, name=name, near=near[0])
        return self.fault(keys, message, N_("It can be one of: {known}."), what=what, name=name, known=", ".join(known))


def _series_faults(service: Service, taken: Mapping[str, str], place: _Place) -> Iterable[Fault]:
    for document in service.documents.values():
        if other := taken.get(document.series):
            yield place.fault(
                ("documents", document.id, "series"),
                N_("The series {series} is that of the service “{other}”."),
                N_("Choose another: two services would count the same numbers."),
                series=document.series,
                other=other,
            )


def _authority_faults(service: Service, authority: Authority, place: _Place) -> Iterable[Fault]:
    if service.unit not in authority.units:
        yield place.unknown(("unit",), N_("unit"), service.unit, authority.units)
    for event in service.life_events:
        if event not in authority.life_events:
            yield place.unknown(("life_events",), N_("life event"), event, authority.life_events)
    if service.language not in authority.languages:
        yield place.unknown(("texts",), N_("language of the site"), service.language, authority.languages)
    for currency in sorted({row.currency for row in service.fee} - {authority.currency}):
        yield place.fault(
            ("fee",),
            N_("The fee is in {currency}, and the authority takes {own}."),
            N_("Write every amount in {own}."),
            currency=currency,
            own=authority.currency,
        )
