"""The portal as it is measured: itself, with the services of `bench/service/`, and people who are signed in already.

`prepare()` makes the database; `app()` is what gunicorn preloads. One address is added to the portal's own:
`/bench/sign-in` hands out the next of the sessions made ahead, as the baselines hand out a user.
"""

from __future__ import annotations

import base64
import itertools
import json
import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask, session

from portal.app import create_app
from portal.authoring.folders import found_bundles
from portal.gateways.claims import Identity
from portal.gateways.oidc import Claims
from portal.settings import Settings
from portal.store import Store, open_store
from portal.store.migrating import upgrade
from portal.usecases.people import arrive
from portal.usecases.releases import publish_from_folder
from portal.usecases.sessions import Times
from portal.web.kit import csrf
from portal.web.kit.warming import warm

SERVICES = Path(__file__).resolve().parent / "service"
PEOPLE = 400
_DAY = timedelta(days=1)


def settings() -> Settings:
    """An operator's settings for a portal whose data lies in `BENCH_FOLDER`."""
    return Settings.from_environment(
        {
            "PORTAL_BASE_URL": "http://127.0.0.1",
            "PORTAL_SECRET_KEY": "a key that only the bench uses, of many letters",
            "PORTAL_DATA_KEY": base64.b64encode(bytes(range(32))).decode(),
            "PORTAL_DATA_DIR": os.environ["BENCH_FOLDER"],
            # The baselines write no log either.
            "PORTAL_LOG_LEVEL": "ERROR",
        }
    )


def prepare() -> None:
    """The database with the authority, the bench's services, and sessions for `PEOPLE` people."""
    found = settings()
    upgrade(found.database_url)
    store = open_store(found)
    for place in (found.forms_dir / "authority.yaml", SERVICES):
        for name, _path, bundle in found_bundles(place, found.translations_dir):
            with store.writing() as session:
                publish_from_folder(session, bundle, name, now=datetime.now(UTC))
    _tokens().write_text(json.dumps([_arrived(store, number) for number in range(PEOPLE)]))
    store.close()


def _tokens() -> Path:
    return Path(os.environ["BENCH_FOLDER"]) / "tokens.json"


def _arrived(store: Store, number: int) -> str:
    identity = Identity(name=f"Ada Lovelace {number}", email=f"ada{number}@example.org", assurance="substantial")
    claims = Claims(issuer="https://bench.example", subject=str(number), identity=identity, id_token="")
    with store.writing() as session:
        times = Times(idle=_DAY, whole=_DAY)
        return arrive(session, claims, door="citizen", times=times, language="en", now=datetime.now(UTC)).token


def app() -> Flask:
    """The portal, with the bench's way to sign in put before it."""
    made = create_app(settings())
    warm(made)
    made.wsgi_app = SignIn(made, json.loads(_tokens().read_text()))  # type: ignore[method-assign]
    return made


class SignIn:
    """Answers `/bench/sign-in` with the cookies of the next session and the token of its forms; the rest is the portal's.

    A person comes to Start from the service's public page, which brought the token; the baselines begin by a plain link.
    """

    def __init__(self, made: Flask, tokens: list[str]) -> None:
        self._portal, self._tokens = made.wsgi_app, itertools.cycle(tokens)
        with made.test_request_context("/"):
            self._body = f'<input type="hidden" name="csrf_token" value="{csrf.token()}">'.encode()
            signed = csrf.FormCookie().get_signing_serializer(made)
            self._form = f"form={signed.dumps(dict(session))}"

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/bench/sign-in":
            return self._portal(environ, start_response)
        cookies = [("Set-Cookie", f"citizen={next(self._tokens)}; Path=/"), ("Set-Cookie", f"{self._form}; Path=/")]
        length = ("Content-Length", str(len(self._body)))
        start_response("200 OK", [("Content-Type", "text/html"), length, *cookies])
        return [self._body]
