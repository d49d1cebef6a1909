"""Floor 6. Where a document's fonts and pictures come from: the house's own, the release's own, and nowhere else."""

# mypy: disable-error-code="no-untyped-call, no-any-return"
# (WeasyPrint and what it stands on have no types.)

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from urllib.parse import unquote

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

HOUSE = "house:///"  # house:///solmere-sans.woff2
# A scheme of its own would do, but only known ones have relative addresses. No such folder is ever opened.
RELEASE = "file:///release/"  # "stamp.png" in documents/permit.html is file:///release/documents/stamp.png


class Reaching(FatalURLFetchingError):
    """A document asked for something that it may not have. A BaseException, as WeasyPrint swallows all others."""

    def __init__(self, url: str) -> None:
        self.url = url
        super().__init__(url)


class Fetcher(URLFetcher):
    """Serves the house's and the release's files from memory and reads `data:`; all else ends the rendering.

    It opens no file and no socket.
    """

    def __init__(self, house: Mapping[str, bytes], bundle: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True)
        self._files = {HOUSE + path: content for path, content in house.items()}
        self._files |= {RELEASE + path: content for path, content in bundle.items()}

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        if url.startswith("data:"):
            return super().fetch(url, headers)
        content = self._files.get(unquote(url))
        if content is None:
            raise Reaching(url[:200])
        kind = mimetypes.guess_type(url)[0] or "application/octet-stream"
        return URLFetcherResponse(url, content, {"Content-Type": kind})
