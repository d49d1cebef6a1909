"""Floor 6. What is there and nothing uses: lists, conditions, values, tables, purposes, files."""

from __future__ import annotations

from collections.abc import Iterator

from portal.authoring.advice.warnings import warning
from portal.authoring.places import Place, Places
from portal.errors import Fault
from portal.spec.bundle import SHARED, Bundle, shared_list
from portal.spec.model import Service
from portal.spec.source import Mapping

_OWN_FILES = ("service.yaml", "scenarios.yaml", "authority.yaml")


def leftovers(bundle: Bundle, service: Service, places: Places) -> Iterator[Fault]:
    read = service.read_names
    used = {
        "conditions": ("unused-condition", read),
        "values": ("unused-value", read),
        "lists": ("unused-list", set(places.every("list"))),
        "tables": ("unused-table", read | set(places.every("table"))),
        "purposes": ("unused-purpose", set(places.every("purpose"))),
    }
    for key, (code, names) in used.items():
        part = places.root.get(key)
        for name, _ in part.entries if isinstance(part, Mapping) else ():
            if name.value not in names:
                yield warning(code, places.at(name), name=name.value)
    yield from _files(bundle, service, places)


def _files(bundle: Bundle, service: Service, places: Places) -> Iterator[Fault]:
    named = set(places.every("file")) | {f"{SHARED}{one}.yaml" for one in places.every("include")}
    named |= {shared_list(one) for one in places.every("shared")}
    shared = (*places.every("include"), *places.every("shared"))
    templates = {document.template for document in service.documents.values()}
    inside = "\n".join(bundle.text(name) for name in bundle.files if name.endswith(".html"))
    for name in bundle.files:
        if name in _OWN_FILES or name in named | templates or name.startswith("translations/"):
            continue
        if name.startswith(tuple(f"{SHARED}translations/{one}." for one in shared)):
            continue
        if name.rsplit("/", 1)[-1] not in inside:
            yield warning("unused-file", Place(f"{places.folder}{name}"), name=name)
