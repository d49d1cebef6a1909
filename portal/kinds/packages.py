"""Floor 2. Kinds of fields that other installed packages bring, by the entry points of the group `portal.kinds`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from importlib.metadata import EntryPoint, entry_points

from portal.errors import KindUnusable
from portal.kinds.kind import Kind

GROUP = "portal.kinds"


def kinds_of_packages(taken: Collection[str], found: Iterable[EntryPoint] | None = None) -> dict[str, Kind]:
    """The kinds of every installed package by name; none may have a name in `taken`, or that of another package's.

    Refused: `KindUnusable`, which names the package: a service that asks such a question could not be served without it.
    """
    kinds: dict[str, Kind] = {}
    owners: dict[str, str] = {}
    for entry in sorted(entry_points(group=GROUP) if found is None else found, key=lambda one: (one.name, one.value)):
        package = entry.dist.name if entry.dist else entry.value
        kind = _loaded(entry, package)
        if kind.name in taken:
            raise _unusable(kind.name, package, "the portal has one of that name itself")
        if kind.name in kinds:
            raise _unusable(kind.name, package, f"the package {owners[kind.name]} brings one of that name too")
        kinds[kind.name], owners[kind.name] = kind, package
    return kinds


def _loaded(entry: EntryPoint, package: str) -> Kind:
    try:
        kind = entry.load()
    except Exception as wrong:
        raise _unusable(entry.name, package, f"it cannot be loaded ({type(wrong).__name__}: {wrong})") from wrong
    if not isinstance(kind, Kind):
        raise _unusable(entry.name, package, f"it is a {type(kind).__name__}, not a portal.kinds.kind.Kind")
    if kind.name != entry.name:
        raise _unusable(entry.name, package, f"it calls itself “{kind.name}”")
    return kind


def _unusable(name: str, package: str, why: str) -> KindUnusable:
    remedy = f"Correct that package, or take it out: pip uninstall {package}"
    return KindUnusable(f"The kind “{name}” of the package {package} cannot be used: {why}. {remedy}")
