"""What stands between the portal and the person: trusted proxies, and input that no honest browser sends."""

from __future__ import annotations

import re
from typing import IO, Any

from flask import Flask, Request, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import BadRequest
from werkzeug.middleware.proxy_fix import ProxyFix

from portal.settings import Settings

_MEGABYTE = 1_000_000
# A field may hold ten times what any question allows, so that a text too long is a problem beside its field.
_TEXT_MEGABYTES = 2
_MAX_PARTS = 2000


class CleanRequest(Request):
    """A request whose texts hold no U+0000, which PostgreSQL refuses, and no code points that stand for no character.

    No person types either, and HTML may not hold them.
    """

    @property
    def args(self) -> ImmutableMultiDict[str, str]:  # type: ignore[override]
        if "args" not in self.__dict__:
            self.__dict__["args"] = _clean(super().args)
        found: ImmutableMultiDict[str, str] = self.__dict__["args"]
        return found

    def _get_file_stream(self, *args: Any, **named: Any) -> IO[bytes]:
        stream = super()._get_file_stream(*args, **named)
        self.__dict__.setdefault("streams", []).append(stream)
        return stream

    def close(self) -> None:
        """Closes each upload's temporary file, that of one that was refused half way too."""
        super().close()
        for stream in self.__dict__.pop("streams", ()):
            stream.close()

    def _load_form_data(self) -> None:
        if "form" in self.__dict__:
            return
        super()._load_form_data()
        self.__dict__["form"] = _clean(self.__dict__["form"])


# U+0000, the code points that Unicode sets aside for ever, and halves of pairs.
_NO_CHARACTERS = re.compile(
    "[\0\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF))
    + "]"
)


def _clean(texts: Any) -> ImmutableMultiDict[str, str]:
    return ImmutableMultiDict(
        # A part of a form may come without a name.
        (_NO_CHARACTERS.sub("", name or ""), _NO_CHARACTERS.sub("", value))
        for name, value in texts.items(multi=True)
    )


def guard_input(app: Flask, settings: Settings) -> None:
    """Caps what is read, and trusts the named hosts and proxies only."""
    app.request_class = CleanRequest
    app.config.update(
        MAX_CONTENT_LENGTH=settings.max_upload_mb * _MEGABYTE,
        MAX_FORM_MEMORY_SIZE=_TEXT_MEGABYTES * _MEGABYTE,
        MAX_FORM_PARTS=_MAX_PARTS,
        TRUSTED_HOSTS=list(settings.trusted_hosts),
    )

    @app.before_request
    def refuse_hostile_path() -> None:
        if "\ufffd" in request.path or _NO_CHARACTERS.search(request.path):
            raise BadRequest


def trust_proxies(app: Flask, settings: Settings) -> None:
    """Believes X-Forwarded-For, -Proto and -Host from as many proxies as the operator says, and from no more."""
    if hops := settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
