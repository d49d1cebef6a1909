"""Addresses of the built files: they change when a file changes, so a browser may keep one for ever.

The whole folder is served under a prefix that names its content, `/static/<digest>/…`, so that files may point at one
another by plain names (a style sheet at its font). The door that serves them mounts the folder there.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

_DIGEST_LENGTH = 12


class Assets:
    """The files of `folder` (`static/built`) as they are now.

    Refused: `FileNotFoundError` when the folder is missing.
    """

    def __init__(self, folder: Path, *, under: str = "/static/") -> None:
        self.folder = folder
        seen = sha256()
        names = set()
        for path in sorted(folder.iterdir()):
            if path.is_file() and path.suffix not in (".gz", ".br"):
                content = path.read_bytes()
                seen.update(f"{path.name}\0{len(content)}\0".encode() + content)
                names.add(path.name)
        self._names = frozenset(names)
        self.prefix = f"{under}{seen.hexdigest()[:_DIGEST_LENGTH]}/"

    def url(self, name: str) -> str:
        """The address of a built file; templates call this `asset`.

        Refused: `LookupError` when there is no such file, so that a wrong name fails in a test and not in the browser.
        """
        if name not in self._names:
            raise LookupError(f"static/built has no {name}")
        return self.prefix + name

    def is_immutable(self, _path: str, url: str) -> bool:
        """For WhiteNoise: whether what stands at `url` can never change."""
        return url.startswith(self.prefix)
