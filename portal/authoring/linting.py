"""Floor 6. What is read without a fault and could be better said: warnings, which advise and stand in nobody's way."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portal.authoring.tables import warnings_of_tables
from portal.errors import N_, WARNING, Fault, SpecFault
from portal.spec.authority import FILE as AUTHORITY_FILE
from portal.spec.bundle import Bundle
from portal.spec.model import Phrase, Service
from portal.spec.reader import SPECIFICATION, read_service

_STOPS = re.compile(r"[.!؟。](\s|$)")
_SHORTENED = re.compile(r"\b(e\.g|i\.e|etc|No|St|nr|nt|jne|lk|p\. ex|ex)\.", re.IGNORECASE)


def lint(bundle: Bundle, folder: str = "") -> tuple[Fault, ...]:
    """Every warning about a bundle without faults, in file order. `folder` stands before their paths."""
    if AUTHORITY_FILE in bundle.files:
        return ()
    try:
        service = read_service(bundle, folder)
    except SpecFault:
        return ()
    path = f"{folder}{SPECIFICATION}"
    return tuple(sorted([*_of_texts(service, path), *warnings_of_tables(service, path, bundle.text(SPECIFICATION))]))


def _of_texts(service: Service, path: str) -> Iterator[Fault]:
    for phrase in service.phrases:
        if phrase.key.endswith("/hint") and len(_STOPS.findall(_SHORTENED.sub("", phrase.source))) > 0:
            yield _warning(
                path, phrase, "hint-sentences",
                N_("The hint “{text}” ends in a full stop, or has several sentences."),
                N_("Keep it to one line without a full stop; put what is longer into a “paragraph”."),
            )  # fmt: skip


def _warning(path: str, phrase: Phrase, code: str, message: str, remedy: str, **params: object) -> Fault:
    shown = phrase.source if len(phrase.source) <= 60 else phrase.source[:59].rstrip() + "…"
    return Fault(path, phrase.line, phrase.column, message, remedy, {"text": shown, **params}, WARNING, code)
