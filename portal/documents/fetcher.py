"""Floor 6. Where a document's fonts and pictures come from: the house's own, the release's own, and nowhere else."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

HOUSE, BUNDLE = "house", "bundle"  # house:///solmere-sans.woff2, bundle:///documents/stamp.png


class Reaching(FatalURLFetchingError):  # type: ignore[misc]  # (WeasyPrint has no types)
    """A document asked for something that it may not have. A BaseException, as WeasyPrint swallows all others."""

    def __init__(self, url: str) -> None:
        self.url = url
        super().__init__(url)


class Fetcher(URLFetcher):  # type: ignore[misc]
    """Serves `house:` and `bundle:` from memory and reads `data:`; all else ends the rendering. It opens no file and no socket."""

    def __init__(self, house: Mapping[str, bytes], bundle: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True)
        self._files = {HOUSE: house, BUNDLE: bundle}

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        parts = urlsplit(url)
        if parts.scheme == "data":
            return super().fetch(url, headers)
        content = self._files.get(parts.scheme, {}).get(unquote(parts.path).lstrip("/"))
        if content is None or parts.netloc:
            raise Reaching(url[:200])
        kind = mimetypes.guess_type(parts.path)[0] or "application/octet-stream"
        return URLFetcherResponse(url, content, {"Content-Type": kind})
