"""Sign-in against two providers that others wrote: PyPI's oidc-provider-mock and npm's oidc-provider."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import warnings
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
import requests

from portal.gateways.claims import Address
from portal.gateways.oidc import Declined, Provider, ProviderConfig, ProviderLied

HERE = Path(__file__).parent
CALLBACK = "http://127.0.0.1:5000/sign-in/callback"
# The mock uses parts of authlib that authlib deprecates.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def now() -> datetime:
    return datetime.now(UTC)


def query(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


@pytest.fixture(scope="module")
def mock() -> Iterator[Provider]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it uses parts of authlib that authlib deprecates
        from oidc_provider_mock import User, run_server_in_thread  # Slow: only these tests need it.

        anna = User(sub="anna", claims={"name": "Anna Kask", "email": "anna@example.org", "birthdate": "1990-05-17"})
        with run_server_in_thread(user_claims=[anna], require_nonce=True) as server:
            yield Provider(ProviderConfig(f"http://localhost:{server.server_port}", "portal", "secret"))


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
    if not shutil.which("node") or not (HERE.parent / "node_modules" / "oidc-provider").is_dir():
        pytest.skip("needs Node and: npm ci --prefix tests")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        issuer = f"http://127.0.0.1:{probe.getsockname()[1]}"
    command = ["node", str(HERE / "node_provider.mjs"), issuer, CALLBACK]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == "ready\n"
        yield Provider(ProviderConfig(issuer, "portal", "a secret of the tests", scopes="openid profile email address"))
        server.terminate()


def walk(start: str, login: str) -> str:
    """Follows the provider's own pages as a browser would, until it sends the person back; gives that address."""
    browser = requests.Session()
    page = browser.get(start, timeout=10, allow_redirects=False)
    for _ in range(12):
        if page.is_redirect:
            where = urljoin(page.url, page.headers["Location"])
            if where.startswith(CALLBACK):
                return where
            page = browser.get(where, timeout=10, allow_redirects=False)
        else:
            action = re.search(r'action="([^"]+)"', page.text)
            prompt = re.search(r'name="prompt" value="([^"]+)"', page.text)
            assert action, page.text
            assert prompt, page.text
            data = {"prompt": prompt[1], "login": login, "password": "any"}
            page = browser.post(urljoin(page.url, action[1]), data=data, timeout=10, allow_redirects=False)
    raise AssertionError(f"did not come back, last at {page.url}")


def test_leila_signs_in_with_oidc_provider(node: Provider) -> None:
    url, transaction = node.start(CALLBACK, now(), language="ar")

    back = query(walk(url, "leila"))
    claims = node.finish(back, transaction, now())

    assert back["iss"] == node.config.issuer  # RFC 9207, which this provider speaks
    assert claims.subject == "leila"
    assert (claims.identity.name, claims.identity.national_number) == ("ليلى حداد", "38001085718")
    assert claims.identity.address == Address("Harbour Street 4", "10002", "Solmere")
    assert claims.identity.email == "leila@example.org"


def test_oidc_provider_refuses_a_code_without_its_verifier(node: Provider) -> None:
    first, transaction = node.start(CALLBACK, now())
    _, another = node.start(CALLBACK, now())
    back = query(walk(first, "leila"))

    with pytest.raises(ProviderLied, match="code is not accepted"):
        node.finish(back | {"state": another.state}, another, now())
    assert transaction.verifier != another.verifier


def test_leila_is_signed_out_of_oidc_provider_too(node: Provider) -> None:
    url, transaction = node.start(CALLBACK, now())
    claims = node.finish(query(walk(url, "leila")), transaction, now())

    there = node.logout_url(claims.id_token, "http://127.0.0.1:5000/en/", "the-state")

    assert there is not None
    browser = requests.Session()
    page = browser.get(there, timeout=10)
    form = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.text))
    action = re.search(r'action="([^"]+)"', page.text)
    assert action
    back = browser.post(action[1], data=form, timeout=10, allow_redirects=False)
    assert back.headers["Location"] == "http://127.0.0.1:5000/en/?state=the-state"  # it believed the hint
