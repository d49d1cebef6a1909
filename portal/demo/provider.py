"""Floor 8. The demo's OpenID provider: a server of its own that offers the demo people, one press each.

Two issuers, `/citizens` and `/staff`, so that one person has two subjects, as in life. Keys are made at the start;
codes and tokens live in memory. Run by hand: `python -m portal.demo.provider --port 8001 --portal http://127.0.0.1:8000`.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import logging
import os
import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, abort, jsonify, redirect, render_template, request, send_from_directory
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from werkzeug.serving import make_server
from werkzeug.wrappers import Response as AnyResponse

from portal.demo import refuse_in_production
from portal.demo.people import BY_ID, CITIZENS, STAFF, DemoPerson

DOORS = ("citizens", "staff")
# In the open, since the provider itself is: production refuses secrets that begin like this.
CLIENTS = {"citizens": "demo-portal-citizens", "staff": "demo-portal-staff"}
SECRETS = {"citizens": "demo-secret-of-the-citizens-door", "staff": "demo-secret-of-the-staff-door"}
CALLBACKS = {"citizens": "/sign-in/callback", "staff": "/office/sign-in/callback"}
SCOPE = "openid profile email address"
_CODE_SECONDS, _TOKEN_SECONDS = 120, 600
_CSS = ("govuk.css", "tokens.css", "portal.css", "provider.css")


@dataclass(frozen=True, slots=True)
class _Asked:
    """An authorization request, once it was found good."""

    door: str
    redirect_uri: str
    state: str
    nonce: str
    challenge: str


@dataclass(frozen=True, slots=True)
class _Given:
    asked: _Asked
    person: DemoPerson
    ends: float


@dataclass
class _Memory:
    """What was given out and not yet taken back; one process, several threads."""

    given: dict[str, _Given] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def give(self, asked: _Asked, person: DemoPerson, seconds: float) -> str:
        name, now = secrets.token_urlsafe(24), time.monotonic()
        with self.lock:
            self.given = {key: value for key, value in self.given.items() if value.ends > now}
            self.given[name] = _Given(asked, person, now + seconds)
        return name

    def look(self, name: str, *, take: bool) -> _Given | None:
        with self.lock:
            found = self.given.pop(name, None) if take else self.given.get(name)
        return found if found and found.ends > time.monotonic() else None


def provider_settings(provider_url: str, door: str) -> dict[str, Any]:
    """What PORTAL_CITIZEN_PROVIDER and PORTAL_STAFF_PROVIDER hold (as JSON) where this provider serves `door`."""
    return {
        "issuer": f"{provider_url}/{door}",
        "client_id": CLIENTS[door],
        "client_secret": SECRETS[door],
        "scope": SCOPE,
        "algorithms": ["RS256", "ES256"],
    }


def create_provider(provider_url: str, portal_url: str, home: Path) -> Flask:
    """The provider at `provider_url`, for the portal at `portal_url`, dressed from the portal's checkout at `home`."""
    app = Flask("portal.demo.provider", static_folder=None, template_folder=str(home / "templates"))
    app.json.sort_keys = False  # type: ignore[attr-defined]
    codes, tokens = _Memory(), _Memory()
    keys: dict[str, RSAKey | ECKey] = {
        "citizens": RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True),
        "staff": ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True),
    }

    @app.after_request
    def guard(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; "
            f"frame-ancestors 'none'; form-action 'self' {portal_url}"
        )
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        return response

    @app.get("/healthz")
    def health() -> str:
        return "ok\n"

    @app.get("/assets/<name>")
    def asset(name: str) -> AnyResponse:
        folder = home / ("templates/demo" if name == "provider.css" else "static/built")
        return send_from_directory(folder, name)

    @app.get("/<any(citizens, staff):door>/.well-known/openid-configuration")
    def metadata(door: str) -> AnyResponse:
        return jsonify(_metadata(f"{provider_url}/{door}", str(keys[door].alg)))

    @app.get("/<any(citizens, staff):door>/jwks")
    def jwks(door: str) -> AnyResponse:
        return jsonify(keys=[keys[door].as_dict(private=False)])

    @app.get("/<any(citizens, staff):door>/authorize")
    def choose(door: str) -> str:
        _read_request(door, portal_url)
        people = [_shown(person, door) for person in (STAFF if door == "staff" else CITIZENS)]
        return render_template("demo/choose.html", door=door, action=request.full_path, people=people, css=_CSS)

    @app.post("/<any(citizens, staff):door>/authorize")
    def chosen(door: str) -> AnyResponse:
        asked = _read_request(door, portal_url)
        answer = {"state": asked.state, "iss": f"{provider_url}/{door}"}
        person = BY_ID.get(request.form.get("person", ""))
        if request.form.get("refuse") or person is None or (door == "staff" and not person.is_staff):
            answer["error"] = "access_denied"
        else:
            answer["code"] = codes.give(asked, person, _CODE_SECONDS)
        return redirect(f"{asked.redirect_uri}?{urlencode(answer)}", 303)

    @app.post("/<any(citizens, staff):door>/token")
    def token(door: str) -> tuple[AnyResponse, int]:
        if not _is_client(door):
            return jsonify(error="invalid_client"), 401
        given = codes.look(request.form.get("code", ""), take=True)
        if given is None or given.asked.door != door or not _may_redeem(given.asked):
            return jsonify(error="invalid_grant"), 400
        id_token = _sign(keys[door], f"{provider_url}/{door}", given)
        access_token = tokens.give(given.asked, given.person, _TOKEN_SECONDS)
        answer = {"access_token": access_token, "token_type": "Bearer", "expires_in": _TOKEN_SECONDS}
        return jsonify(answer | {"id_token": id_token}), 200

    @app.get("/<any(citizens, staff):door>/userinfo")
    def userinfo(door: str) -> AnyResponse:
        given = tokens.look(request.headers.get("Authorization", "").removeprefix("Bearer "), take=False)
        if given is None or given.asked.door != door:
            abort(401)
        return jsonify(claims_of(given.person, door))

    @app.get("/<any(citizens, staff):door>/end")
    def end(door: str) -> AnyResponse:
        # Nobody stays signed in here: the way back is all there is to do.
        where = request.args.get("post_logout_redirect_uri", "")
        if not where.startswith(f"{portal_url}/"):
            abort(400)
        return redirect(f"{where}?{urlencode({'state': request.args.get('state', '')})}", 303)

    return app


def _metadata(issuer: str, algorithm: str) -> dict[str, Any]:
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "userinfo_endpoint": f"{issuer}/userinfo",
        "jwks_uri": f"{issuer}/jwks",
        "end_session_endpoint": f"{issuer}/end",
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [algorithm],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": SCOPE.split(),
        "authorization_response_iss_parameter_supported": True,
    }


def _read_request(door: str, portal_url: str) -> _Asked:
    """The authorization request in the address; one that is not good ends here, since nobody may be sent on by it."""
    said = request.args
    good = (
        said.get("client_id") == CLIENTS[door]
        and said.get("redirect_uri") == f"{portal_url}{CALLBACKS[door]}"
        and said.get("response_type") == "code"
        and "openid" in said.get("scope", "").split()
        and said.get("code_challenge_method") == "S256"
        and len(said.get("code_challenge", "")) == 43
        and said.get("state")
        and said.get("nonce")
    )
    if not good:
        abort(400)
    return _Asked(door, said["redirect_uri"], said["state"], said["nonce"], said["code_challenge"])


def _is_client(door: str) -> bool:
    wanted = base64.b64encode(f"{CLIENTS[door]}:{SECRETS[door]}".encode()).decode()
    return hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Basic {wanted}".encode())


def _may_redeem(asked: _Asked) -> bool:
    """PKCE: only whoever began the sign-in knows the verifier."""
    verifier = request.form.get("code_verifier", "").encode()
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).rstrip(b"=").decode()
    return hmac.compare_digest(challenge, asked.challenge) and request.form.get("redirect_uri") == asked.redirect_uri


def _sign(key: RSAKey | ECKey, issuer: str, given: _Given) -> str:
    now = int(time.time())
    claims: dict[str, Any] = {
        "iss": issuer,
        "sub": subject_of(given.person, given.asked.door),
        "aud": CLIENTS[given.asked.door],
        "exp": now + 300,
        "iat": now,
        "nonce": given.asked.nonce,
        "acr": given.person.assurance,
    }
    return jwt.encode({"alg": str(key.alg), "kid": key.kid}, claims, key)


def subject_of(person: DemoPerson, door: str) -> str:
    """Another at each door: the portal may tie them together by the national number only."""
    return hashlib.sha256(f"demo {door} {person.id}".encode()).hexdigest()[:24]


def claims_of(person: DemoPerson, door: str) -> dict[str, Any]:
    said: dict[str, Any] = {
        "sub": subject_of(person, door),
        "name": person.name,
        "given_name": person.given_name,
        "birthdate": person.birth_date.isoformat(),
        "national_number": person.national_number,
        "email": person.email,
        "email_verified": True,
        "locale": person.language,
        "address": {
            "street_address": person.street,
            "postal_code": person.postal_code,
            "locality": person.city,
        },
    }
    if person.family_name:
        said["family_name"] = person.family_name
    if door == "staff":
        said["roles"] = [f"{unit}:{role}" for unit, roles in person.roles.items() for role in roles]
    return said


def _shown(person: DemoPerson, door: str) -> dict[str, Any]:
    units = {
        "parking-office": "parking office", "residents-office": "residents’ office",
        "business-office": "events and business office", "*": "all offices",
    }  # fmt: skip
    roles = [f"{roles[-1].capitalize()}, {units[unit]}" for unit, roles in person.roles.items()]
    by_day = f"By day: {roles[0][0].lower()}{roles[0][1:]}." if roles else ""
    return {
        "id": person.id,
        "name": person.name,
        "arabic": not person.name.isascii() and "\u0600" <= person.name[0] <= "\u06ff",
        "roles": roles[0] if roles and door == "staff" else "",
        "note": person.note if door == "staff" or not by_day else by_day,
    }


def serve(provider_url: str, portal_url: str, home: Path, port: int) -> None:
    """Serves on this machine only, until the process ends."""
    refuse_in_production(os.environ)
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    make_server("127.0.0.1", port, create_provider(provider_url, portal_url, home), threaded=True).serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(description="The demo's OpenID provider.")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--portal", default="http://127.0.0.1:8000", help="the portal's base address")
    parser.add_argument("--home", type=Path, default=Path(__file__).resolve().parents[2])
    asked = parser.parse_args()
    url = f"http://127.0.0.1:{asked.port}"
    print(json.dumps({door: provider_settings(url, door) for door in DOORS}), flush=True)
    serve(url, asked.portal.rstrip("/"), asked.home, asked.port)


if __name__ == "__main__":
    main()
