"""The demo's provider: one press signs in, through the same checks as any other provider."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from werkzeug.serving import make_server

from portal.demo import refuse_in_production
from portal.demo.people import BY_ID, CITIZENS, STAFF
from portal.demo.provider import CALLBACKS, create_provider, provider_settings
from portal.errors import Refused
from portal.gateways.claims import Address
from portal.gateways.oidc import Declined, Provider, ProviderConfig, ProviderLied
from portal.settings import Provider as ProviderSettings
from tests import validation

PORTAL = "http://127.0.0.1:5000"
HOME = Path(__file__).resolve().parents[2]


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True)
    url = f"http://127.0.0.1:{server.server_port}"
    server.app = create_provider(url, PORTAL, HOME)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield url
    server.shutdown()
    thread.join()
    server.server_close()


def at_door(address: str, door: str) -> Provider:
    said = provider_settings(address, door)
    return Provider(ProviderConfig.of(ProviderSettings(**{**said, "algorithms": tuple(said["algorithms"])})))


def press(url: str, **pressed: str) -> dict[str, str]:
    there = requests.post(url, data=pressed, allow_redirects=False, timeout=10)
    assert there.status_code == 303, there.text
    return {name: values[0] for name, values in parse_qs(urlsplit(there.headers["Location"]).query).items()}


def test_one_press_signs_a_citizen_in(address: str) -> None:
    door = at_door(address, "citizens")
    url, transaction = door.start(PORTAL + CALLBACKS["citizens"], now())

    identity = door.finish(press(url, person="leila-haddad"), transaction, now()).identity

    assert (identity.name, identity.national_number) == ("Leila Haddad", "48504121006")
    assert identity.address == Address("12 Rope Walk, flat 4", "10123", "Solmere")
    assert (identity.language, identity.assurance, identity.roles) == ("ar", "substantial", {})


def test_staff_bring_their_roles_through_their_own_door_only(address: str) -> None:
    seen = {}
    for name in ("citizens", "staff"):
        door = at_door(address, name)
        url, transaction = door.start(PORTAL + CALLBACKS[name], now())
        seen[name] = door.finish(press(url, person="maarja-kask"), transaction, now())

    assert seen["staff"].identity.roles == {"parking-office": frozenset({"clerk"})}
    assert seen["citizens"].identity.roles == {}
    assert seen["staff"].subject != seen["citizens"].subject
    assert seen["staff"].identity.national_number == seen["citizens"].identity.national_number


def test_a_citizen_cannot_be_chosen_at_the_staffs_door(address: str) -> None:
    door = at_door(address, "staff")
    url, transaction = door.start(PORTAL + CALLBACKS["staff"], now())

    with pytest.raises(Declined):
        door.finish(press(url, person="leila-haddad"), transaction, now())


def test_one_may_refuse(address: str) -> None:
    door = at_door(address, "citizens")
    url, transaction = door.start(PORTAL + CALLBACKS["citizens"], now())

    with pytest.raises(Declined):
        door.finish(press(url, refuse="yes"), transaction, now())


def test_a_code_works_once_and_only_with_its_verifier(address: str) -> None:
    door = at_door(address, "citizens")
    url, mine = door.start(PORTAL + CALLBACKS["citizens"], now())
    _, other = door.start(PORTAL + CALLBACKS["citizens"], now())
    back = press(url, person="leila-haddad")

    with pytest.raises(ProviderLied, match="code is not accepted"):
        door.finish(back | {"state": other.state}, other, now())
    with pytest.raises(ProviderLied, match="code is not accepted"):
        door.finish(back, mine, now())


@pytest.mark.parametrize(
    ("part", "instead"),
    [
        (r"code_challenge_method=S256", "code_challenge_method=plain"),
        (r"code_challenge=[^&]+", "code_challenge="),
        (r"redirect_uri=[^&]+", "redirect_uri=https%3A%2F%2Felsewhere.example%2F"),
        (r"client_id=[^&]+", "client_id=another"),
        (r"nonce=[^&]+", "nonce="),
        (r"response_type=code", "response_type=token"),
    ],
)
def test_a_request_that_is_not_good_goes_nowhere(address: str, part: str, instead: str) -> None:
    url, _ = at_door(address, "citizens").start(PORTAL + CALLBACKS["citizens"], now())

    assert requests.get(re.sub(part, instead, url), timeout=10).status_code == 400


@pytest.mark.parametrize(("door", "people"), [("citizens", CITIZENS), ("staff", STAFF)])
def test_the_page_offers_everybody_of_the_door(address: str, door: str, people: tuple[object, ...]) -> None:
    url, _ = at_door(address, door).start(PORTAL + CALLBACKS[door], now())

    page = requests.get(url, timeout=10)

    offered = re.findall(r'name="person" value="([^"]+)"', page.text)
    assert [BY_ID[one] for one in offered] == list(people)
    validation.keep(page.text, f"demo provider, {door}")
    assert "style=" not in page.text
    assert "<script" not in page.text
    for sheet in re.findall(r'href="(/assets/[^"]+)"', page.text):
        assert requests.get(address + sheet, timeout=10).status_code == 200


def test_signing_out_leads_back_to_the_portal_only(address: str) -> None:
    door = at_door(address, "citizens")

    good = requests.get(door.logout_url("", f"{PORTAL}/en/", "s") or "", allow_redirects=False, timeout=10)
    bad = requests.get(door.logout_url("", "https://elsewhere.example/", "s") or "", allow_redirects=False, timeout=10)

    assert good.headers["Location"] == f"{PORTAL}/en/?state=s"
    assert bad.status_code == 400


@pytest.mark.parametrize("said", ["yes", "1", "True"])
def test_nothing_of_the_demo_runs_in_production(said: str) -> None:
    refuse_in_production({})
    refuse_in_production({"PORTAL_PRODUCTION": "no"})

    with pytest.raises(Refused):
        refuse_in_production({"PORTAL_PRODUCTION": said})
