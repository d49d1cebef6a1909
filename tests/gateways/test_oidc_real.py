"""Sign-in against two providers that others wrote: PyPI's oidc-provider-mock and npm's oidc-provider."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from portal.gateways.claims import Address
from portal.gateways.oidc import Declined, Provider, ProviderConfig, ProviderLied
from tests.gateways.real_providers import SECRET, the_mock, the_node_provider, walk

CALLBACK = "http://127.0.0.1:5000/sign-in/callback"
# The mock uses parts of authlib that authlib deprecates.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def now() -> datetime:
    return datetime.now(UTC)


def query(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


@pytest.fixture(scope="module")
def mock() -> Iterator[Provider]:
    with the_mock() as issuer:
        yield Provider(ProviderConfig(issuer, "portal", "secret"))


def test_anna_signs_in_with_the_mock(mock: Provider) -> None:
    url, transaction = mock.start(CALLBACK, now())
    there = requests.post(url, data={"sub": "anna"}, allow_redirects=False, timeout=10)

    claims = mock.finish(query(there.headers["Location"]), transaction, now())

    assert claims.subject == "anna"
    assert (claims.identity.name, claims.identity.birth_date) == ("Anna Kask", date(1990, 5, 17))
    # The mock takes a token request without its verifier, so what was sent is looked at here.
    assert query(url)["code_challenge_method"] == "S256"


def test_anna_refuses_at_the_mock(mock: Provider) -> None:
    url, transaction = mock.start(CALLBACK, now())
    there = requests.post(url, data={"action": "deny"}, allow_redirects=False, timeout=10)
    # Its refusal does not repeat the state, which RFC 6749 asks for; ours is added as a right provider would.
    back = query(there.headers["Location"]) | {"state": transaction.state}

    with pytest.raises(Declined):
        mock.finish(back, transaction, now())


def test_a_code_of_the_mock_works_once(mock: Provider) -> None:
    url, transaction = mock.start(CALLBACK, now())
    there = requests.post(url, data={"sub": "anna"}, allow_redirects=False, timeout=10)
    mock.finish(query(there.headers["Location"]), transaction, now())

    with pytest.raises(ProviderLied, match="code is not accepted"):
        mock.finish(query(there.headers["Location"]), transaction, now())


@pytest.fixture(scope="module")
def node() -> Iterator[Provider]:
    with the_node_provider(CALLBACK) as issuer:
        yield Provider(ProviderConfig(issuer, "portal", SECRET, scopes="openid profile email address"))


def test_leila_signs_in_with_oidc_provider(node: Provider) -> None:
    url, transaction = node.start(CALLBACK, now(), language="ar")

    back = query(walk(url, "leila", CALLBACK))
    claims = node.finish(back, transaction, now())

    assert back["iss"] == node.config.issuer  # RFC 9207, which this provider speaks
    assert claims.subject == "leila"
    assert (claims.identity.name, claims.identity.national_number) == ("ليلى حداد", "38001085718")
    assert claims.identity.address == Address("Harbour Street 4", "10002", "Solmere")
    assert claims.identity.email == "leila@example.org"


def test_oidc_provider_refuses_a_code_without_its_verifier(node: Provider) -> None:
    first, transaction = node.start(CALLBACK, now())
    _, another = node.start(CALLBACK, now())
    back = query(walk(first, "leila", CALLBACK))

    with pytest.raises(ProviderLied, match="code is not accepted"):
        node.finish(back | {"state": another.state}, another, now())
    assert transaction.verifier != another.verifier


def test_leila_is_signed_out_of_oidc_provider_too(node: Provider) -> None:
    url, transaction = node.start(CALLBACK, now())
    claims = node.finish(query(walk(url, "leila", CALLBACK)), transaction, now())

    there = node.logout_url(claims.id_token, "http://127.0.0.1:5000/en/", "the-state")

    assert there is not None
    browser = requests.Session()
    page = browser.get(there, timeout=10)
    form = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.text))
    action = re.search(r'action="([^"]+)"', page.text)
    assert action
    back = browser.post(action[1], data=form, timeout=10, allow_redirects=False)
    assert back.headers["Location"] == "http://127.0.0.1:5000/en/?state=the-state"  # it believed the hint
