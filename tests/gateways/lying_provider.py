"""An OpenID provider for tests that is honest in everything but what the test tells it to lie about."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from portal.gateways.idtoken import half_hash
from portal.gateways.oidc import Provider, ProviderConfig, Transaction

RSA = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
ANOTHER_RSA = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
EC = ECKey.generate_key("P-256", {"kid": "two", "use": "sig"})
CLIENT, SECRET = "portal", "a secret of the tests"
CALLBACK = "http://127.0.0.1:5000/sign-in/callback"

Answering = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Lies:
    """What the provider says otherwise than it should. None in `claims` and `metadata` leaves the name out."""

    metadata: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    token: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    sign_with: Any = None
    id_token: str | None = None
    answers: dict[str, Answering] = field(default_factory=dict)  # path → a whole answer of its own


class LyingProvider:
    """`begin()` starts a sign-in; `come_back()` finishes it as an honest browser would."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.issuer = f"http://127.0.0.1:{server.server_port}"
        self.lies = Lies()
        self.keys: list[Any] = [RSA, EC]
        self.asked: list[str] = []
        self.challenge = self.nonce = ""
        self.callback = CALLBACK

    def client(self, **changes: Any) -> Provider:
        config = {"issuer": self.issuer, "client_id": CLIENT, "client_secret": SECRET} | changes
        return Provider(ProviderConfig(**config))

    def saw_start(self, url: str) -> dict[str, str]:
        params = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        self.challenge, self.nonce = params["code_challenge"], params["nonce"]
        return params

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        path = urlsplit(request.path).path
        self.asked.append(path)
        if path in self.lies.answers:
            return self.lies.answers[path](request)
        body = request.rfile.read(int(request.headers.get("Content-Length", 0))).decode()
        if path == "/.well-known/openid-configuration":
            send_json(request, self.metadata())
        elif path == "/jwks":
            send_json(request, {"keys": [key.as_dict(private=False) for key in self.keys]})
        elif path == "/token":
            send_json(request, *self.token(request, parse_qs(body)))
        elif path == "/userinfo":
            good = request.headers.get("Authorization") == "Bearer the access token"
            said = without_none({"sub": "anna", "name": "Anna Kask", "email": "anna@example.org"} | self.lies.userinfo)
            send_json(request, said if good else {}, 200 if good else 401)
        else:
            send_json(request, {}, 404)

    def metadata(self) -> dict[str, Any]:
        honest = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize?tenant=1",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/end",
        }
        return without_none(honest | self.lies.metadata)

    def token(self, request: BaseHTTPRequestHandler, form: dict[str, list[str]]) -> tuple[dict[str, Any], int]:
        basic = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        verifier = form.get("code_verifier", [""])[0]
        digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        if request.headers.get("Authorization") != basic:
            return {"error": "invalid_client"}, 401
        if form.get("code") != ["the code"] or digest != self.challenge or form.get("redirect_uri") != [self.callback]:
            return {"error": "invalid_grant"}, 400
        said = {"access_token": "the access token", "token_type": "Bearer", "expires_in": 60}
        id_token = self.lies.id_token if self.lies.id_token is not None else self.sign()
        return without_none(said | {"id_token": id_token} | self.lies.token), 200

    def sign(self) -> str:
        now = int(time.time())
        honest = {
            "iss": self.issuer,
            "sub": "anna",
            "aud": CLIENT,
            "exp": now + 300,
            "iat": now,
            "nonce": self.nonce,
            "at_hash": half_hash("the access token", "RS256"),
        }
        key = self.lies.sign_with or RSA
        algorithm = "HS256" if isinstance(key, OctKey) else "ES256" if isinstance(key, ECKey) else "RS256"
        header = without_none({"alg": algorithm, "kid": key.kid} | self.lies.header)
        return jwt.encode(header, without_none(honest | self.lies.claims), key, algorithms=[header["alg"]])


def come_back(transaction: Transaction, **changes: str) -> dict[str, str]:
    """The query of an honest return, with `changes`."""
    return {"code": "the code", "state": transaction.state} | changes


def without_none(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value is not None}


def send_json(request: BaseHTTPRequestHandler, said: Any, status: int = 200) -> None:
    send(request, json.dumps(said).encode(), status=status)


def send(request: BaseHTTPRequestHandler, body: bytes, *, status: int = 200, kind: str = "application/json") -> None:
    request.send_response(status)
    request.send_header("Content-Type", kind)
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)


def raw_answer(head: bytes, piece: bytes, pause: float = 0.0) -> Answering:
    """`head`, then `piece` for ever."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(head)
        while True:
            request.wfile.write(piece)
            request.wfile.flush()
            time.sleep(pause)

    return answer


@contextmanager
def serving(answer: Answering) -> Iterator[ThreadingHTTPServer]:
    """A server on a free port whose every GET and POST is `answer`ed, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                answer(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True  # the client hung up: what the tests of deadlines and caps want

        do_POST = do_GET  # noqa: N815  # the name that http.server calls

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def lying_provider() -> Iterator[LyingProvider]:
    said: list[LyingProvider] = []
    with serving(lambda request: said[0].answer(request)) as server:  # noqa: PLW0108  # it is there only later
        said.append(LyingProvider(server))
        yield said[0]
