"""The whole portal at two providers that others wrote."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from urllib.parse import urljoin

import pytest
import requests
from flask import Flask

from tests.gateways.real_providers import SECRET, the_mock, the_node_provider, walk
from tests.pages import Visitor
from tests.web.conftest import PORTAL, leave_for_provider

CALLBACK = PORTAL + "/sign-in/callback"
# The mock uses parts of authlib that authlib deprecates.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def at_provider(issuer: str) -> str:
    return json.dumps(
        {"issuer": issuer, "client_id": "portal", "client_secret": SECRET, "scope": "openid profile email address"}
    )


@pytest.fixture(scope="module")
def node_issuer() -> Iterator[str]:
    with the_node_provider(CALLBACK) as issuer:
        yield issuer


def test_anna_walks_in_through_oidc_provider_mock(portal_with: Callable[..., Flask]) -> None:
    with the_mock() as issuer:
        visitor = Visitor(portal_with(citizen_provider=at_provider(issuer)))
        there = requests.post(
            leave_for_provider(visitor, after="/en/account"), data={"sub": "anna"}, allow_redirects=False, timeout=10
        )

        page = visitor.open(there.headers["Location"].removeprefix(PORTAL))

    assert page.facts()["Name"] == "Anna Kask"


def test_leila_walks_in_and_out_through_oidc_provider(portal_with: Callable[..., Flask], node_issuer: str) -> None:
    visitor = Visitor(portal_with(citizen_provider=at_provider(node_issuer)))
    back = walk(leave_for_provider(visitor, after="/en/account"), "leila", CALLBACK)

    page = visitor.open(back.removeprefix(PORTAL))
    token = page.all("input", name="csrf_token")[0].get("value")
    out = visitor.client.post("/en/sign-out", data={"csrf_token": token})

    assert page.facts()["Name"] == "ليلى حداد"
    assert page.facts()["Address"] == "Harbour Street 4 10002 Solmere"
    assert out.headers["Location"].startswith(urljoin(node_issuer, "/session/end?"))
    assert visitor.client.get("/en/account").status_code == 303


def test_a_redirection_with_anothers_code_is_refused(portal_with: Callable[..., Flask], node_issuer: str) -> None:
    app = portal_with(citizen_provider=at_provider(node_issuer))
    attacker, victim = Visitor(app), Visitor(app)
    stolen = walk(leave_for_provider(attacker), "mart", CALLBACK)
    begun = leave_for_provider(victim)
    state = begun.partition("state=")[2].partition("&")[0]
    mixed = stolen.partition("state=")[0] + "state=" + state + "&" + stolen.partition("state=")[2].partition("&")[2]

    page = victim.open(mixed.removeprefix(PORTAL), status=400)

    assert page.h1 == "We could not sign you in"
    assert victim.client.get_cookie("citizen") is None
