"""Whether an ID token is what it claims to be: one question after the other, each with its own answer. Pure.

Source: OpenID Connect Core 1.0, section 3.1.3.7; RFC 7515 and RFC 7517 through joserfc. joserfc verifies signatures
only with the algorithms we pin; every claim is compared here, since the library's defaults leave out `aud`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey

from portal.errors import Refused
from portal.gateways.wire import OutsideFailed, read_json_object

Key = RSAKey | ECKey | OKPKey
# Never "none", never a shared secret: a public key must not be usable as one.
PINNED = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
_KINDS: Mapping[str, type[Key]] = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}
_KIND_FOR = {"RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP"}
_LEAST_RSA_BYTES = 256
_LONGEST_SUBJECT = 255


class ProviderLied(Refused):
    """What came back does not hold; `about` names the claim, parameter or part that lies."""

    def __init__(self, about: str, reason: str = "does not hold", **facts: Any) -> None:
        super().__init__(f"{about} {reason}", **facts)
        self.about = about


class UnknownKey(ProviderLied):
    """No key we know made this signature: perhaps the provider changed its keys since we read them."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What this sign-in may accept. `leeway_seconds` forgives clocks that differ."""

    issuer: str
    client_id: str
    nonce: str
    started_at: datetime
    now: datetime
    algorithms: Sequence[str] = ("RS256", "ES256", "PS256")
    leeway_seconds: int = 60


def read_keys(document: Mapping[str, Any]) -> tuple[Key, ...]:
    """The provider's signing keys; those of unknown kinds, for encryption, or too short are left out."""
    listed = document.get("keys")
    if not isinstance(listed, list):
        raise OutsideFailed("has no list of keys", "broken")
    return tuple(key for said in listed if (key := _read_key(said)) is not None)


def _read_key(said: Any) -> Key | None:
    if not isinstance(said, dict) or said.get("use", "sig") != "sig":
        return None
    kind = _KINDS.get(str(said.get("kty")))
    if kind is None or (kind is RSAKey and len(_bytes(said.get("n"))) < _LEAST_RSA_BYTES):
        return None
    try:
        return kind.import_key(said)
    except (JoseError, ValueError, TypeError, KeyError):
        return None


def _bytes(said: Any) -> bytes:
    try:
        return base64.urlsafe_b64decode(str(said) + "==").lstrip(b"\0")
    except ValueError:
        return b""


def read_signed(token: str, keys: Sequence[Key], algorithms: Sequence[str]) -> dict[str, Any]:
    """The claims of `token`, its signature verified with one of `keys` and one of the pinned `algorithms`."""
    try:
        header = jws.extract_compact(token.encode("ascii")).headers()
    except (JoseError, ValueError, RecursionError) as fault:
        raise ProviderLied("token", "is not a signed token") from fault
    algorithm = header.get("alg")
    if algorithm not in algorithms or algorithm not in PINNED:
        raise ProviderLied("alg", "is not one of those pinned", alg=str(algorithm)[:20])
    if "crit" in header or header.get("b64") is False:
        raise ProviderLied("crit", "asks for an extension nobody agreed on")
    for key in _candidates(header, algorithm, keys):
        try:
            payload = jws.deserialize_compact(token.encode("ascii"), key, algorithms=[algorithm]).payload
            return read_json_object(payload or b"")
        except OutsideFailed as fault:
            raise ProviderLied("token", "holds no claims") from fault
        except (JoseError, ValueError):
            continue  # another key may have made it; without any, the signature is false
    raise UnknownKey("signature")


def _candidates(header: Mapping[str, Any], algorithm: str, keys: Sequence[Key]) -> list[Key]:
    fitting = []
    for key in keys:
        said = key.as_dict()
        of_kind = said.get("kty") == _KIND_FOR[algorithm[:2]] and said.get("alg", algorithm) == algorithm
        if of_kind and header.get("kid") in (None, said.get("kid")):
            fitting.append(key)
    return fitting


def check_id_token(claims: Mapping[str, Any], expected: Expected, *, token: str, access_token: str) -> None:
    """`claims` are those of `token`, whose signature was verified.

    Refused: `ProviderLied`, naming the first claim that does not hold.
    """
    if claims.get("iss") != expected.issuer:
        raise ProviderLied("iss")
    _check_audience(claims, expected.client_id)
    _check_times(claims, expected)
    if not _same(claims.get("nonce"), expected.nonce):
        raise ProviderLied("nonce")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject or len(subject) > _LONGEST_SUBJECT or not subject.isprintable():
        raise ProviderLied("sub")
    if "at_hash" in claims and not _same(claims["at_hash"], half_hash(access_token, _algorithm_of(token))):
        raise ProviderLied("at_hash")


def _algorithm_of(token: str) -> str:
    return str(jws.extract_compact(token.encode("ascii")).headers()["alg"])


def _check_audience(claims: Mapping[str, Any], client_id: str) -> None:
    said = claims.get("aud")
    audience = [said] if isinstance(said, str) else said
    # Another client listed beside us could use this very token as its own sign-in, hence ours alone.
    if not isinstance(audience, list) or not audience or any(one != client_id for one in audience):
        raise ProviderLied("aud")
    if "azp" in claims and claims["azp"] != client_id:
        raise ProviderLied("azp")


def _check_times(claims: Mapping[str, Any], expected: Expected) -> None:
    now, leeway = expected.now.timestamp(), expected.leeway_seconds
    if (exp := _seconds(claims.get("exp"))) is None or exp + leeway <= now:
        raise ProviderLied("exp")
    issued = _seconds(claims.get("iat"))
    # Made for this sign-in: not in the future, and not before the person was sent there.
    if issued is None or issued > now + leeway or issued < expected.started_at.timestamp() - leeway:
        raise ProviderLied("iat")
    if "nbf" in claims and ((begins := _seconds(claims["nbf"])) is None or begins > now + leeway):
        raise ProviderLied("nbf")


def _seconds(said: Any) -> float | None:
    if isinstance(said, bool) or not isinstance(said, int | float) or not math.isfinite(said) or abs(said) > 1e12:
        return None
    return float(said)


def half_hash(value: str, algorithm: str) -> str:
    """The left half of the hash that belongs to the algorithm: `at_hash` of an access token."""
    sizes = {"256": hashlib.sha256, "384": hashlib.sha384, "512": hashlib.sha512}
    digest = sizes.get(algorithm[-3:], hashlib.sha512)(value.encode()).digest()
    return base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()


def _same(said: Any, wanted: str) -> bool:
    return isinstance(said, str) and hmac.compare_digest(said.encode("utf-8", "replace"), wanted.encode())
