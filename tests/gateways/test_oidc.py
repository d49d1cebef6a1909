"""Sign-in with OpenID Connect: one test for each lie, and what an honest provider is asked."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, RSAKey

from portal.errors import UNIT_OF_WORK_OPEN
from portal.gateways.oidc import Claims, Declined, OutsideFailed, Provider, ProviderConfig, ProviderLied, Transaction
from tests.gateways.lying_provider import (
    ANOTHER_RSA,
    CALLBACK,
    CLIENT,
    EC,
    RSA,
    LyingProvider,
    come_back,
    raw_answer,
    send,
)


def now() -> datetime:
    return datetime.now(UTC)


def begin(provider: LyingProvider, client: Provider) -> Transaction:
    url, transaction = client.start(CALLBACK, now())
    provider.saw_start(url)
    return transaction


def sign_in(provider: LyingProvider, **changes: Any) -> Claims:
    client = provider.client(**changes)
    transaction = begin(provider, client)
    return client.finish(come_back(transaction), transaction, now())


def test_an_honest_provider_says_who_it_is(provider: LyingProvider) -> None:
    claims = sign_in(provider)

    assert (claims.issuer, claims.subject) == (provider.issuer, "anna")
    assert claims.identity.name == "Anna Kask"
    assert claims.identity.email == "anna@example.org"


def test_the_person_is_sent_away_with_state_nonce_and_pkce(provider: LyingProvider) -> None:
    url, transaction = provider.client().start(CALLBACK, now(), language="ar")
    params = provider.saw_start(url)

    assert url.startswith(f"{provider.issuer}/authorize?tenant=1&")
    assert params["response_type"] == "code"
    assert params["client_id"] == CLIENT
    assert params["redirect_uri"] == CALLBACK
    assert params["scope"].split()[0] == "openid"
    assert params["state"] == transaction.state
    assert len(transaction.state) >= 40
    assert params["nonce"] == transaction.nonce
    assert transaction.nonce != transaction.state
    assert params["code_challenge_method"] == "S256"
    assert transaction.verifier not in url
    assert params["ui_locales"] == "ar"


def test_two_sign_ins_share_no_secret(provider: LyingProvider) -> None:
    client = provider.client()

    first, second = begin(provider, client), begin(provider, client)

    assert not {first.state, first.nonce, first.verifier} & {second.state, second.nonce, second.verifier}


def test_a_transaction_survives_being_kept(provider: LyingProvider) -> None:
    _, transaction = provider.client().start(CALLBACK, now())

    assert Transaction.from_dict(json.loads(json.dumps(transaction.to_dict()))) == transaction


def test_an_elliptic_key_is_believed_too(provider: LyingProvider) -> None:
    provider.lies.sign_with = EC

    assert sign_in(provider).subject == "anna"


def part(said: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()


hour = 3600
CLAIM_LIES = [
    ("iss", {"iss": "https://elsewhere.example"}, "iss"),
    ("iss", {"iss": None}, "iss"),
    ("aud", {"aud": "another-client"}, "aud"),
    ("aud", {"aud": None}, "aud"),
    ("aud", {"aud": []}, "aud"),
    ("aud", {"aud": [CLIENT, "another-client"]}, "aud"),
    ("aud of another with azp ours", {"aud": "another-client", "azp": CLIENT}, "aud"),
    ("azp", {"azp": "another-client"}, "azp"),
    ("azp", {"aud": [CLIENT], "azp": "another-client"}, "azp"),
    ("exp", {"exp": int(time.time()) - hour}, "exp"),
    ("exp", {"exp": None}, "exp"),
    ("exp", {"exp": "tomorrow"}, "exp"),
    ("exp", {"exp": True}, "exp"),
    ("iat", {"iat": None}, "iat"),
    ("iat in the future", {"iat": int(time.time()) + hour}, "iat"),
    ("iat before the sign-in began", {"iat": int(time.time()) - hour}, "iat"),
    ("nbf", {"nbf": int(time.time()) + hour}, "nbf"),
    ("nonce", {"nonce": "another"}, "nonce"),
    ("nonce", {"nonce": None}, "nonce"),
    ("nonce", {"nonce": 5}, "nonce"),
    ("sub", {"sub": None}, "sub"),
    ("sub", {"sub": ""}, "sub"),
    ("sub", {"sub": 7}, "sub"),
    ("sub", {"sub": "x" * 256}, "sub"),
    ("at_hash", {"at_hash": "AAAA"}, "at_hash"),
]


@pytest.mark.parametrize(("lie", "claims", "about"), CLAIM_LIES)
def test_an_id_token_that_lies_is_refused(
    provider: LyingProvider, lie: str, claims: dict[str, Any], about: str
) -> None:
    provider.lies.claims = claims

    with pytest.raises(ProviderLied) as refused:
        sign_in(provider)

    assert refused.value.about == about, lie


def test_a_signature_of_another_key_is_refused(provider: LyingProvider) -> None:
    provider.lies.sign_with = ANOTHER_RSA

    with pytest.raises(ProviderLied, match="signature"):
        sign_in(provider)


def test_a_token_without_a_signature_is_refused(provider: LyingProvider) -> None:
    client = provider.client()
    transaction = begin(provider, client)
    provider.lies.id_token = f"{part({'alg': 'none'})}.{provider.sign().split('.')[1]}."

    with pytest.raises(ProviderLied) as refused:
        client.finish(come_back(transaction), transaction, now())

    assert refused.value.about == "alg"


def test_a_public_key_used_as_a_shared_secret_is_refused(provider: LyingProvider) -> None:
    client = provider.client()
    transaction = begin(provider, client)
    claims = provider.sign().split(".")[1]
    signed = f"{part({'alg': 'HS256', 'kid': 'one'})}.{claims}"
    mac = hmac.digest(RSA.as_pem(private=False), signed.encode(), "sha256")
    provider.lies.id_token = f"{signed}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"

    with pytest.raises(ProviderLied) as refused:
        client.finish(come_back(transaction), transaction, now())

    assert refused.value.about == "alg"


def test_an_algorithm_outside_those_pinned_is_refused(provider: LyingProvider) -> None:
    provider.lies.sign_with = EC

    with pytest.raises(ProviderLied) as refused:
        sign_in(provider, algorithms=("RS256",))

    assert refused.value.about == "alg"


@pytest.mark.parametrize("token", ["", "a.b", "a.b.c.d.e", "é.é.é", "e30.e30.e30", "x" * 100_000])
def test_what_is_no_token_is_refused(provider: LyingProvider, token: str) -> None:
    provider.lies.id_token = token

    with pytest.raises(ProviderLied):
        sign_in(provider)


def test_a_key_meant_for_encryption_verifies_nothing(provider: LyingProvider) -> None:
    sealing = RSAKey.generate_key(2048, {"kid": "sealing", "use": "enc"})
    provider.keys = [sealing]
    provider.lies.sign_with = RSAKey.import_key(sealing.as_dict(private=True) | {"use": "sig"})

    with pytest.raises(ProviderLied, match="signature"):
        sign_in(provider)


def test_a_key_too_short_verifies_nothing(provider: LyingProvider) -> None:
    with pytest.warns(SecurityWarning, match="2048"):
        short = RSAKey.generate_key(1024, {"kid": "short"})
    provider.keys, provider.lies.sign_with = [short], short

    with pytest.raises(ProviderLied, match="signature"):
        sign_in(provider)


def test_unknown_kinds_of_keys_do_not_stop_a_sign_in(provider: LyingProvider) -> None:
    class Strange:
        def as_dict(self, private: bool) -> Any:
            return {"kty": "quantum", "kid": "q"}

    provider.keys = [Strange(), RSA]

    assert sign_in(provider).subject == "anna"


def test_new_keys_are_found_without_a_restart(provider: LyingProvider) -> None:
    client = provider.client()
    begin(provider, client)
    fresh = ECKey.generate_key("P-256", {"kid": "fresh", "use": "sig"})
    provider.keys, provider.lies.sign_with = [fresh], fresh

    transaction = begin(provider, client)

    assert client.finish(come_back(transaction), transaction, now()).subject == "anna"


def test_metadata_of_another_issuer_is_refused(provider: LyingProvider) -> None:
    provider.lies.metadata = {"issuer": "https://elsewhere.example"}

    with pytest.raises(ProviderLied, match="issuer of the metadata"):
        provider.client().start(CALLBACK, now())


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"])
@pytest.mark.parametrize("address", ["http://elsewhere.example/x", "file:///etc/passwd", 7, "http://[", "//x"])
def test_an_endpoint_that_is_not_safe_is_refused(provider: LyingProvider, name: str, address: Any) -> None:
    provider.lies.metadata = {name: address}

    with pytest.raises(ProviderLied) as refused:
        provider.client().start(CALLBACK, now())

    assert refused.value.about == name


def test_an_answer_of_another_issuer_is_refused(provider: LyingProvider) -> None:
    client = provider.client()
    transaction = begin(provider, client)

    with pytest.raises(ProviderLied, match="iss of the answer"):
        client.finish(come_back(transaction, iss="https://elsewhere.example"), transaction, now())


def test_a_promised_issuer_may_not_be_missing(provider: LyingProvider) -> None:
    provider.lies.metadata = {"authorization_response_iss_parameter_supported": True}
    client = provider.client()
    transaction = begin(provider, client)

    with pytest.raises(ProviderLied, match="iss of the answer"):
        client.finish(come_back(transaction), transaction, now())
    assert client.finish(come_back(transaction, iss=provider.issuer), transaction, now()).subject == "anna"


def test_a_userinfo_of_somebody_else_is_refused(provider: LyingProvider) -> None:
    provider.lies.userinfo = {"sub": "mart"}

    with pytest.raises(ProviderLied, match="sub of the userinfo"):
        sign_in(provider)


def test_a_userinfo_without_sub_is_refused(provider: LyingProvider) -> None:
    provider.lies.userinfo = {"sub": None}

    with pytest.raises(ProviderLied, match="sub of the userinfo"):
        sign_in(provider)


def test_what_the_id_token_says_wins_over_the_userinfo(provider: LyingProvider) -> None:
    provider.lies.claims = {"name": "Anna of the token"}

    assert sign_in(provider).identity.name == "Anna of the token"


def test_a_provider_without_userinfo_is_enough(provider: LyingProvider) -> None:
    provider.lies.metadata, provider.lies.claims = {"userinfo_endpoint": None}, {"name": "Anna"}

    assert sign_in(provider).identity.name == "Anna"
    assert "/userinfo" not in provider.asked


@pytest.mark.parametrize("state", ["", "another", "é"])
def test_an_answer_to_another_browsers_sign_in_is_refused(provider: LyingProvider, state: str) -> None:
    client = provider.client()
    transaction = begin(provider, client)

    with pytest.raises(ProviderLied, match="state"):
        client.finish(come_back(transaction, state=state), transaction, now())
    assert "/token" not in provider.asked


def test_an_answer_that_comes_too_late_is_refused(provider: LyingProvider) -> None:
    client = provider.client()
    transaction = begin(provider, client)

    with pytest.raises(ProviderLied, match="too old"):
        client.finish(come_back(transaction), transaction, now() + timedelta(hours=1))


def test_an_answer_without_code_is_refused(provider: LyingProvider) -> None:
    client = provider.client()
    transaction = begin(provider, client)

    with pytest.raises(ProviderLied, match="code"):
        client.finish({"state": transaction.state}, transaction, now())


def test_a_code_that_is_not_accepted_is_refused(provider: LyingProvider) -> None:
    client = provider.client()
    transaction = begin(provider, client)

    with pytest.raises(ProviderLied, match="code is not accepted"):
        client.finish(come_back(transaction, code="stolen"), transaction, now())


def test_a_code_is_worth_nothing_without_its_verifier(provider: LyingProvider) -> None:
    client = provider.client()
    mine, _ = begin(provider, client), begin(provider, client)

    with pytest.raises(ProviderLied, match="code is not accepted"):
        client.finish(come_back(mine), mine, now())


def test_a_token_that_is_not_a_bearer_token_is_refused(provider: LyingProvider) -> None:
    provider.lies.token = {"token_type": "mac"}

    with pytest.raises(ProviderLied, match="token_type"):
        sign_in(provider)


@pytest.mark.parametrize("name", ["access_token", "id_token"])
@pytest.mark.parametrize("value", [None, 7, ""])
def test_a_missing_token_is_refused(provider: LyingProvider, name: str, value: Any) -> None:
    provider.lies.token = {name: value}

    with pytest.raises(ProviderLied):
        sign_in(provider)


@pytest.mark.parametrize("error", ["access_denied", "login_required"])
def test_a_person_may_say_no(provider: LyingProvider, error: str) -> None:
    client = provider.client()
    transaction = begin(provider, client)

    with pytest.raises(Declined):
        client.finish({"state": transaction.state, "error": error}, transaction, now())


@pytest.mark.parametrize(("error", "how"), [("server_error", "broken"), ("temporarily_unavailable", "down")])
def test_a_provider_may_say_that_it_failed(provider: LyingProvider, error: str, how: str) -> None:
    client = provider.client()
    transaction = begin(provider, client)

    with pytest.raises(OutsideFailed) as failed:
        client.finish({"state": transaction.state, "error": error}, transaction, now())

    assert failed.value.how == how


ENDLESS = [
    ("/.well-known/openid-configuration", "start"),
    ("/jwks", "start"),
    ("/token", "finish"),
    ("/userinfo", "finish"),
]


HEAD = b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize(("path", "when"), ENDLESS)
@pytest.mark.parametrize(
    "answer",
    [raw_answer(HEAD + b"\r\n", b" ", 0.03), raw_answer(HEAD, b"X-Drip: 1\r\n", 0.03), raw_answer(b"", b"H", 0.03)],
    ids=["drips its body", "drips its headers", "drips its first line"],
)
def test_a_provider_that_drips_meets_a_total_deadline(
    provider: LyingProvider, path: str, when: str, answer: Callable[[Any], None]
) -> None:
    client = provider.client(deadline_seconds=0.4)
    transaction = begin(provider, client) if when == "finish" else None
    provider.lies.answers[path] = answer
    began = time.monotonic()

    with pytest.raises(OutsideFailed) as failed:
        _ = client.finish(come_back(transaction), transaction, now()) if transaction else client.start(CALLBACK, now())

    assert failed.value.how == "slow"
    assert time.monotonic() - began < 5  # the drip has no end; a busy machine is forgiven


@pytest.mark.parametrize(("path", "when"), ENDLESS)
@pytest.mark.parametrize(
    "answer",
    [raw_answer(HEAD + b"\r\n", b" " * 60_000), raw_answer(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)],
    ids=["body", "preliminary answers"],
)
def test_an_endless_answer_meets_a_cap(
    provider: LyingProvider, path: str, when: str, answer: Callable[[Any], None]
) -> None:
    client = provider.client()
    transaction = begin(provider, client) if when == "finish" else None
    provider.lies.answers[path] = answer

    with pytest.raises(OutsideFailed, match="sent too much"):
        _ = client.finish(come_back(transaction), transaction, now()) if transaction else client.start(CALLBACK, now())


def test_the_deadline_and_the_cap_are_those_of_the_house(provider: LyingProvider) -> None:
    config = provider.client().config

    assert (config.deadline_seconds, config.max_bytes) == (10.0, 1_000_000)


def test_the_deadline_is_for_all_calls_together(provider: LyingProvider) -> None:
    client = provider.client(deadline_seconds=0.5)
    transaction = begin(provider, client)
    client._metadata = None  # as in a process that just started: four calls are needed
    honest = provider.answer

    def slowly(request: Any) -> None:
        time.sleep(0.2)
        honest(request)

    provider.answer = slowly  # type: ignore[method-assign]

    with pytest.raises(OutsideFailed) as failed:
        client.finish(come_back(transaction), transaction, now())

    assert failed.value.how == "slow"


BROKEN = [
    ("no JSON", lambda request: send(request, b"<html>"), "broken"),
    ("a list", lambda request: send(request, b"[]"), "broken"),
    ("too deep", lambda request: send(request, b"[" * 100_000), "broken"),
    ("wrong encoding", lambda request: send(request, b'{"a": \xff}'), "broken"),
    ("its own fault", lambda request: send(request, b"{}", status=500), "broken"),
    ("a redirection", lambda request: send(request, b"{}", status=302), "broken"),
    ("no HTTP", lambda request: request.wfile.write(b"SSH-2.0-OpenSSH\r\n"), "down"),
    ("silence", lambda request: None, "down"),
]


@pytest.mark.parametrize(("path", "when"), ENDLESS)
@pytest.mark.parametrize(("what", "answer", "how"), BROKEN, ids=[what for what, *_ in BROKEN])
def test_a_provider_that_breaks_is_told_from_one_that_lies(
    provider: LyingProvider, path: str, when: str, what: str, answer: Callable[[Any], None], how: str
) -> None:
    client = provider.client()
    transaction = begin(provider, client) if when == "finish" else None
    provider.lies.answers[path] = answer

    with pytest.raises(OutsideFailed) as failed:
        _ = client.finish(come_back(transaction), transaction, now()) if transaction else client.start(CALLBACK, now())

    assert failed.value.how == how


def test_a_provider_that_is_not_there_is_down() -> None:
    with pytest.raises(OutsideFailed) as failed:
        Provider(ProviderConfig("http://127.0.0.1:9", "portal", "s")).start(CALLBACK, now())

    assert failed.value.how == "down"


def test_the_person_can_be_signed_out_there_too(provider: LyingProvider) -> None:
    client = provider.client()

    url = client.logout_url("the id token", "https://portal.example/en/", "the state")

    assert url is not None
    assert url.startswith(f"{provider.issuer}/end?")
    assert "id_token_hint=the+id+token" in url
    assert "post_logout_redirect_uri=https%3A%2F%2Fportal.example%2Fen%2F" in url
    assert f"client_id={CLIENT}" in url
    assert "state=the+state" in url


def test_a_provider_without_sign_out_has_no_such_address(provider: LyingProvider) -> None:
    provider.lies.metadata = {"end_session_endpoint": None}

    assert provider.client().logout_url("t", "https://portal.example/", "s") is None


def test_no_call_leaves_inside_a_transaction(provider: LyingProvider) -> None:
    token = UNIT_OF_WORK_OPEN.set(True)
    try:
        with pytest.raises(AssertionError, match="inside a transaction"):
            provider.client().start(CALLBACK, now())
    finally:
        UNIT_OF_WORK_OPEN.reset(token)
    assert provider.asked == []


def test_whether_a_provider_answers_can_be_asked(provider: LyingProvider) -> None:
    assert provider.client().answers()

    provider.lies.answers["/jwks"] = lambda request: send(request, b"", status=500)

    assert not provider.client().answers()
