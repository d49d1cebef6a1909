"""Floor 6. Whether a bundle can be published: its specification, its catalogues, its templates, its scenarios' form."""

from __future__ import annotations

from collections.abc import Iterable

from portal.authoring.scenarios import read_scenarios
from portal.errors import N_, Fault, SpecFault
from portal.spec.authority import FILE as AUTHORITY_FILE
from portal.spec.authority import read_authority
from portal.spec.bundle import MAX_BUNDLE_BYTES, Bundle
from portal.spec.model import Authority, Service
from portal.spec.reader import read_service
from portal.wording.release import translations


def check_bundle(bundle: Bundle, folder: str = "", authority: Authority | None = None) -> tuple[Fault, ...]:
    """Every fault, in file order; empty where the bundle can be published. `folder` stands before paths in faults.

    With `authority` the unit and life events are looked up too.
    """
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
        return (*faults, *found.faults)
    faults += _catalogue_faults(bundle, described, folder)
    if isinstance(described, Service):
        try:
            read_scenarios(bundle, described, folder)
        except SpecFault as found:
            faults += found.faults
        faults += _place_faults(described, authority, f"{folder}service.yaml")
    return tuple(sorted(faults))


def _catalogue_faults(bundle: Bundle, described: Service | Authority, folder: str) -> Iterable[Fault]:
    for language, content in bundle.translations.items():
        try:
            translations(described, {language: content})
        except ValueError as wrong:
            message, remedy = (
                N_("The translations cannot be read: {problem}."),
                N_("Check the file with a translation editor."),
            )
            yield Fault(f"{folder}translations/{language}.po", 0, 0, message, remedy, {"problem": str(wrong)})


def _place_faults(service: Service, authority: Authority | None, path: str) -> Iterable[Fault]:
    if authority is None:
        return
    if service.unit not in authority.units:
        yield Fault(
            path,
            0,
            0,
            N_("No unit is called “{name}”."),
            N_("It can be one of: {known}."),
            {"name": service.unit, "known": ", ".join(authority.units)},
        )
    for event in service.life_events:
        if event not in authority.life_events:
            yield Fault(
                path,
                0,
                0,
                N_("No life event is called “{name}”."),
                N_("It can be one of: {known}."),
                {"name": event, "known": ", ".join(authority.life_events)},
            )
