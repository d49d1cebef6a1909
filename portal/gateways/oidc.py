"""OpenID Connect: how a person comes back from a provider as somebody we may believe.

Code flow with PKCE, `state` and `nonce`, through authlib over requests. `Provider.start` sends the person away and
keeps secrets; `Provider.finish` takes what came back and gives `Claims`, or says who failed: the person (`Declined`),
what came back (`ProviderLied`), or the provider itself (`OutsideFailed`).
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from portal import settings
from portal.errors import Refused
from portal.gateways.claims import ClaimsMap, Identity, map_claims
from portal.gateways.discovery import Metadata, read_metadata
from portal.gateways.idtoken import Expected, ProviderLied, UnknownKey, check_id_token, read_signed
from portal.gateways.wire import Budget, OutsideFailed, ask, open_line

TRANSACTION_LIFETIME = timedelta(minutes=30)
# What a person's own "no" looks like; the last three come where the provider was asked not to ask.
_DECLINED = frozenset({"access_denied", "login_required", "consent_required", "interaction_required"})
_FAILED = {"server_error": "broken", "temporarily_unavailable": "down"}


class Declined(Refused):
    """The person did not go through with it, or the provider was told no."""


@dataclass(frozen=True, slots=True)
class ProviderConfig:
    """One door's provider and how it knows us."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    scopes: str = "openid profile email"
    algorithms: tuple[str, ...] = ("RS256", "ES256", "PS256")
    claims: ClaimsMap = field(default_factory=ClaimsMap)
    deadline_seconds: float = 10.0
    max_bytes: int = 1_000_000
    assurance_asked: str = ""

    @classmethod
    def of(cls, provider: settings.Provider) -> ProviderConfig:
        """The operator's words, over our defaults. Refused: `ValueError` for a fact that the portal does not know."""
        known = {fact.name for fact in fields(ClaimsMap)} - {"assurance_levels"}
        if unknown := provider.claims.keys() - known:
            raise ValueError(f"claims: {', '.join(sorted(unknown))} unknown; known are {', '.join(sorted(known))}")
        said: dict[str, Any] = dict(provider.claims)
        if provider.assurance:
            said["assurance_levels"] = dict(provider.assurance)
        return cls(
            issuer=provider.issuer,
            client_id=provider.client_id,
            client_secret=provider.client_secret,
            scopes=provider.scope,
            algorithms=provider.algorithms,
            claims=ClaimsMap(**said),
        )


@dataclass(frozen=True, slots=True)
class Transaction:
    """The secrets of one sign-in under way; they stay with the browser that began it."""

    state: str
    nonce: str
    verifier: str
    redirect_uri: str
    started_at: datetime

    def to_dict(self) -> dict[str, str]:
        return {
            "state": self.state,
            "nonce": self.nonce,
            "verifier": self.verifier,
            "redirect_uri": self.redirect_uri,
            "started_at": self.started_at.isoformat(),
        }

    @classmethod
    def from_dict(cls, kept: Mapping[str, str]) -> Transaction:
        """Refused: `KeyError` or `ValueError` for what `to_dict` did not make."""
        return cls(
            state=kept["state"],
            nonce=kept["nonce"],
            verifier=kept["verifier"],
            redirect_uri=kept["redirect_uri"],
            started_at=datetime.fromisoformat(kept["started_at"]),
        )


@dataclass(frozen=True, slots=True)
class Claims:
    """Somebody we may believe: (issuer, subject) is who; `identity` is what the provider says of them."""

    issuer: str
    subject: str
    identity: Identity
    id_token: str = field(repr=False)


class Provider:
    """One provider, kept for the life of a process; what it publishes about itself is remembered for an hour."""

    def __init__(self, config: ProviderConfig) -> None:
        self.config = config
        self._metadata: Metadata | None = None

    def start(self, redirect_uri: str, now: datetime, *, language: str = "") -> tuple[str, Transaction]:
        """Where to send the person, and what to keep until they are back. Refused: `OutsideFailed`."""
        metadata = self._discover(self._budget())
        transaction = Transaction(
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
            redirect_uri=redirect_uri,
            started_at=now,
        )
        wishes = {"ui_locales": language, "acr_values": self.config.assurance_asked}
        with self._client(redirect_uri) as client:
            url, _ = client.create_authorization_url(
                metadata.endpoint("authorization_endpoint"),
                state=transaction.state,
                nonce=transaction.nonce,
                code_verifier=transaction.verifier,
                **{name: wish for name, wish in wishes.items() if wish},
            )
        return url, transaction

    def finish(self, params: Mapping[str, str], transaction: Transaction, now: datetime) -> Claims:
        """Who came back, of the query `params` of the callback.

        Refused: `Declined`, `ProviderLied` (with the part that lies), `OutsideFailed`.
        """
        budget = self._budget()
        _check_return(params, transaction, now)
        metadata = self._discover(budget)
        self._check_response_issuer(params, metadata)
        _check_error(params)
        if not params.get("code"):
            raise ProviderLied("code", "is missing")
        token = self._fetch_token(params["code"], transaction, metadata, budget)
        expected = Expected(
            issuer=self.config.issuer,
            client_id=self.config.client_id,
            nonce=transaction.nonce,
            started_at=transaction.started_at,
            now=now,
            algorithms=self.config.algorithms,
        )
        claims = self._read_token(token["id_token"], metadata, budget)
        check_id_token(claims, expected, token=token["id_token"], access_token=token["access_token"])
        said = self._userinfo(token["access_token"], claims["sub"], metadata, budget)
        identity = map_claims({**said, **claims}, self.config.claims)
        return Claims(self.config.issuer, claims["sub"], identity, token["id_token"])

    def logout_url(self, id_token: str, return_to: str, state: str) -> str | None:
        """Where to send the person so that the provider signs them out too; None where it has no such place.

        Refused: `OutsideFailed`.
        """
        address = self._discover(self._budget()).values.get("end_session_endpoint")
        if not isinstance(address, str):
            return None
        params = {"client_id": self.config.client_id, "post_logout_redirect_uri": return_to, "state": state}
        if id_token:
            params["id_token_hint"] = id_token
        return f"{address}{'&' if '?' in address else '?'}{urlencode(params)}"

    def answers(self, seconds: float = 2.0) -> bool:
        """Whether the provider can be reached at this moment (`/readyz`)."""
        try:
            read_metadata(self.config.issuer, Budget(seconds, self.config.max_bytes))
        except (OutsideFailed, ProviderLied):
            return False
        return True

    def _budget(self) -> Budget:
        return Budget(self.config.deadline_seconds, self.config.max_bytes)

    def _client(self, redirect_uri: str, method: str = "client_secret_basic") -> Any:
        # Slow to import, longer than all the rest of the gateways, and only a sign-in needs it.
        from authlib.integrations.requests_client import OAuth2Session

        session: Any = OAuth2Session  # authlib has no type hints
        return session(
            self.config.client_id,
            self.config.client_secret,
            token_endpoint_auth_method=method,
            scope=self.config.scopes,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
        )

    def _discover(self, budget: Budget, *, afresh: bool = False) -> Metadata:
        known = self._metadata
        if known is None or afresh or known.is_old:
            known = self._metadata = read_metadata(self.config.issuer, budget)
        return known

    def _check_response_issuer(self, params: Mapping[str, str], metadata: Metadata) -> None:
        """RFC 9207: the answer says who gives it, so that another provider's answer is not taken for this one's."""
        promised = metadata.values.get("authorization_response_iss_parameter_supported") is True
        if ("iss" in params or promised) and params.get("iss") != self.config.issuer:
            raise ProviderLied("iss of the answer")

    def _fetch_token(self, code: str, transaction: Transaction, metadata: Metadata, budget: Budget) -> dict[str, Any]:
        # Slow to import as well.
        from authlib.integrations.base_client import OAuthError

        methods = metadata.values.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        method = "client_secret_basic" if "client_secret_basic" in methods else "client_secret_post"
        with self._client(transaction.redirect_uri, method) as client:
            open_line(client, budget)
            try:
                token = client.fetch_token(
                    metadata.endpoint("token_endpoint"),
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=transaction.verifier,
                    redirect_uri=transaction.redirect_uri,
                )
            except OAuthError as fault:
                # The provider does not know this code (any more), or not us: nothing it failed at.
                raise ProviderLied("code", "is not accepted", error=str(fault.error)[:60]) from fault
            except OutsideFailed:
                raise
            except (OSError, ValueError, TypeError, AttributeError, RecursionError) as fault:
                # requests' HTTPError (an OSError) for 5xx; the others for a body that is no token at all.
                raise OutsideFailed("does not give a token", "broken") from fault
        return _checked_token(token)

    def _read_token(self, token: str, metadata: Metadata, budget: Budget) -> dict[str, Any]:
        try:
            return read_signed(token, metadata.keys, self.config.algorithms)
        except UnknownKey:
            # The keys may have been changed since they were read: looked up once more, once.
            return read_signed(token, self._discover(budget, afresh=True).keys, self.config.algorithms)

    def _userinfo(self, access_token: str, subject: str, metadata: Metadata, budget: Budget) -> Mapping[str, Any]:
        if "userinfo_endpoint" not in metadata.values:
            return {}
        headers = {"Authorization": f"Bearer {access_token}", "Accept": "application/json, application/jwt"}
        answer = ask("GET", metadata.endpoint("userinfo_endpoint"), budget, headers=headers)
        if answer.status != 200:
            raise OutsideFailed("does not tell who it is", "broken", status=answer.status)
        if answer.content_type.partition(";")[0].strip().lower() == "application/jwt":
            said = self._read_token(answer.body.decode("ascii", "replace"), metadata, budget)
            if said.get("iss") != self.config.issuer or said.get("aud") not in (
                self.config.client_id,
                [self.config.client_id],
            ):
                raise ProviderLied("userinfo")
        else:
            said = answer.json_object()
        if said.get("sub") != subject:
            raise ProviderLied("sub of the userinfo")
        return said


def _checked_token(token: Mapping[str, Any]) -> dict[str, Any]:
    if str(token.get("token_type", "")).lower() != "bearer":
        raise ProviderLied("token_type")
    for name in ("access_token", "id_token"):
        if not isinstance(token.get(name), str) or not token[name].isascii():
            raise ProviderLied(name, "is missing")
    return dict(token)


def _check_return(params: Mapping[str, str], transaction: Transaction, now: datetime) -> None:
    """Whether this is the answer to what this browser began: else somebody else's sign-in would become ours."""
    if not hmac.compare_digest(params.get("state", "").encode("utf-8", "replace"), transaction.state.encode()):
        raise ProviderLied("state")
    age = now - transaction.started_at.astimezone(UTC)
    if age > TRANSACTION_LIFETIME or age < -timedelta(minutes=1):
        raise ProviderLied("state", "is too old")


def _check_error(params: Mapping[str, str]) -> None:
    error = params.get("error")
    if not error:
        return
    if error in _DECLINED:
        raise Declined("sign-in was not completed", error=error)
    if error in _FAILED:
        how = _FAILED[error]
        raise OutsideFailed("says that it failed", "down" if how == "down" else "broken", error=error)
    raise ProviderLied("answer", "is an error", error=error[:60])


__all__ = [
    "TRANSACTION_LIFETIME",
    "Claims",
    "Declined",
    "OutsideFailed",
    "Provider",
    "ProviderConfig",
    "ProviderLied",
    "Transaction",
]
