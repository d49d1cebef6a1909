"""Floor 3. Reads `authority.yaml`: who runs the portal, its offices, and the texts of the site's own pages."""

from __future__ import annotations

import re
from datetime import date
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError

from portal.errors import N_, Fault, SpecFault
from portal.spec.bundle import Bundle
from portal.spec.keys import AUTHORITY, UNIT
from portal.spec.model import Authority, Unit
from portal.spec.shape import Shape
from portal.spec.source import Node, Scalar, read_yaml

FILE = "authority.yaml"
OWNER = "authority"
_TEXTS = ("name", "short_name", "address", "contact", "privacy", "accessibility")
_UNIT_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+){0,5}")


def read_authority(bundle: Bundle, folder: str = "") -> Authority:
    """The authority that the bundle describes. Refused: `SpecFault` with every fault found."""
    path = f"{folder}{FILE}"
    if FILE not in bundle.files:
        raise SpecFault(
            [
                Fault(
                    path,
                    0,
                    0,
                    N_("There is no file “authority.yaml”."),
                    N_("It says who runs the portal; copy the demo's."),
                )
            ]
        )
    root, faults = read_yaml(bundle.text(FILE), path)
    shape = Shape(path, OWNER)
    shape.faults += faults
    authority = _authority(shape, root) if root is not None else None
    if shape.faults or authority is None:
        raise SpecFault(shape.faults)
    return authority


def _authority(shape: Shape, root: Node) -> Authority:
    given = shape.mapping(root, AUTHORITY)
    word = {
        key: shape.word(given.get(key), key)
        for key in ("authority", "texts", "email", "phone", "country", "time_zone", "currency")
    }
    _edition(shape, given.get("edition"))
    _time_zone(shape, given.get("time_zone"))
    texts = {key: shape.text(given.get(key), key) for key in _TEXTS}
    life_events = {}
    for key, value in shape.entries(given.get("life_events"), "life_events"):
        name = shape.ident(key, N_("a life event"))
        life_events[name] = shape.text(value, f"{name}/title")
    units = {}
    for key, value in shape.entries(given.get("units"), "units"):
        if not _UNIT_ID.fullmatch(key.value):
            shape.fault(
                key,
                N_("“{name}” cannot be the name of a unit."),
                N_("Use small letters, digits and single -, for example parking-office."),
                name=key.value,
            )
        units[key.value] = _unit(shape, key.value, value)
    return Authority(
        id=word["authority"], language=word["texts"], languages=_languages(shape, given.get("languages"), word["texts"]),
        email=word["email"], phone=word["phone"], country=word["country"], time_zone=word["time_zone"],
        currency=word["currency"], units=units, life_events=life_events, logo=shape.word(given.get("logo"), "logo"),
        phrases=tuple(shape.phrases), **texts,
    )  # fmt: skip


def _edition(shape: Shape, node: Node | None) -> None:
    if isinstance(node, Scalar) and node.value != "1":
        shape.fault(
            node,
            N_("The portal reads edition {edition} of the language."),
            N_("Write “edition: {edition}”."),
            edition=1,
        )


def _time_zone(shape: Shape, node: Node | None) -> None:
    if isinstance(node, Scalar):
        try:
            ZoneInfo(node.value)
        except (KeyError, ValueError, OSError):
            shape.fault(
                node, N_("There is no time zone “{name}”."), N_("Write one as “Europe/Tallinn”."), name=node.value
            )


def is_language(code: str) -> bool:
    """Whether there is a language of that code."""
    try:
        Locale.parse(code, sep="-")
    except (ValueError, UnknownLocaleError):
        return False
    return True


def _languages(shape: Shape, node: Node | None, source: str) -> tuple[str, ...]:
    languages = shape.words(node, "languages")
    for language in languages:
        if not is_language(language) and node is not None:
            shape.fault(
                node,
                N_("There is no language “{name}”."),
                N_("Write its short code, for example et or ar."),
                name=language,
            )
    if node is not None and source and source not in languages:
        shape.fault(
            node,
            N_("The language of the texts, {name}, is not among the site's languages."),
            N_("Add it."),
            name=source,
        )
    return languages


def _unit(shape: Shape, name: str, node: Node) -> Unit:
    given = shape.mapping(node, UNIT)
    closed = []
    for item in shape.sequence(given.get("closed_on"), "closed_on"):
        day = shape.word(item, N_("A closing day"))
        try:
            closed.append(date.fromisoformat(day).isoformat())
        except ValueError:
            shape.fault(item, N_("“{day}” is not a day."), N_("Write it as 2026-12-24."), day=day)
    text = {key: shape.text(given.get(key), f"{name}/{key}") for key in ("name", "address", "hours")}
    appeal = shape.optional_text(given.get("appeal"), f"{name}/appeal")
    email, phone = shape.word(given.get("email"), "email"), shape.word(given.get("phone"), "phone")
    return Unit(name, email=email, phone=phone, appeal=appeal, closed_on=tuple(closed), **text)
