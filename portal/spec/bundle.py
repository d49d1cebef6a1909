"""Floor 3. A bundle: the files of a release, and the digest that names them for ever."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

# Where a specification names what it shares. A text that looks like it brings a file along at most.
_INCLUDES = re.compile(r"""\b(include|shared): *["']?([a-z][a-z0-9_]{0,39})\b""")
TEXT_SUFFIXES = (".yaml", ".csv", ".html", ".po", ".txt", ".md", ".svg")
SHARED = "shared/"  # what was included, in a bundle and beside the services' folders
MAX_BUNDLE_BYTES = 20_000_000


@dataclass(frozen=True)
class Bundle:
    """Path → bytes, as published; text has LF line ends (browsers send CRLF), paths use “/”."""

    files: Mapping[str, bytes]

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the sorted, length-prefixed (path, bytes), hexadecimal: never over the parsed model."""
        found = hashlib.sha256()
        for path in sorted(self.files):
            for part in (path.encode("utf-8"), self.files[path]):
                found.update(len(part).to_bytes(8, "big"))
                found.update(part)
        return found.hexdigest()

    def text(self, path: str) -> str:
        """A text file's content; bytes that are no UTF-8 become U+FFFD, which the reader then reports."""
        return self.files[path].decode("utf-8-sig", "replace")

    @cached_property
    def translations(self) -> Mapping[str, bytes]:
        """Language → its PO file."""
        return {
            path.removeprefix("translations/").removesuffix(".po"): content
            for path, content in self.files.items()
            if path.startswith("translations/") and path.endswith(".po")
        }

    @cached_property
    def shared_translations(self) -> Mapping[tuple[str, str], bytes]:
        """(what is shared, language) → its PO file."""
        prefix, found = f"{SHARED}translations/", {}
        for path, content in self.files.items():
            if path.startswith(prefix) and path.endswith(".po"):
                name, _, language = path.removeprefix(prefix).removesuffix(".po").rpartition(".")
                found[name, language] = content
        return found

    def replace(self, path: str, content: bytes | str) -> Bundle:
        return Bundle({**self.files, path: normalised(path, content)})


def normalised(path: str, content: bytes | str) -> bytes:
    """The bytes that are stored: LF in text files, other files untouched."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if path.endswith(TEXT_SUFFIXES) else data


def bundle_of(files: Mapping[str, bytes | str]) -> Bundle:
    return Bundle({path: normalised(path, content) for path, content in files.items()})


def bundle_from_folder(folder: Path, translations: Path | None = None) -> Bundle:
    """The bundle of `forms/<service>`, with `<translations>/<language>/LC_MESSAGES/<service>.po` beside it."""
    files: dict[str, bytes | str] = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }
    files |= _catalogues(translations, folder.name)
    files |= _included(folder, files, translations)
    return bundle_of(files)


def shared_list(name: str) -> str:
    """Where a list that services share lies in a bundle."""
    return f"{SHARED}lists/{name}.csv"


def _included(folder: Path, files: Mapping[str, bytes | str], translations: Path | None) -> dict[str, bytes | str]:
    """What a service includes of `shared` beside its folder, with its catalogues; a copy in the folder itself goes before."""
    text = normalised("service.yaml", files.get("service.yaml", b"")).decode("utf-8", "replace")
    found: dict[str, bytes | str] = {}
    for key, name in _INCLUDES.findall(text):
        path = shared_list(name) if key == "shared" else f"{SHARED}{name}.yaml"
        if path not in files and (beside := folder.resolve().parent / path).is_file():
            found[path] = beside.read_bytes()
            for catalogue in sorted(translations.glob(f"*/LC_MESSAGES/shared-{name}.po")) if translations else ():
                found[f"{SHARED}translations/{name}.{catalogue.parent.parent.name}.po"] = catalogue.read_bytes()
    return found


def bundle_of_authority(path: Path, translations: Path | None = None) -> Bundle:
    """The bundle of `forms/authority.yaml`."""
    return bundle_of({"authority.yaml": path.read_bytes(), **_catalogues(translations, "authority")})


def _catalogues(translations: Path | None, domain: str) -> dict[str, bytes | str]:
    found = sorted(translations.glob(f"*/LC_MESSAGES/{domain}.po")) if translations else []
    return {f"translations/{path.parent.parent.name}.po": path.read_bytes() for path in found}
