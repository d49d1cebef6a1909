"""Claims mapped by configuration: what a provider says, in the portal's own words."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from portal import settings
from portal.gateways.claims import Address, ClaimsMap, map_claims, read_roles
from portal.gateways.oidc import ProviderConfig


def test_the_standard_claims_need_no_configuration() -> None:
    said = {
        "name": "Leila Haddad",
        "given_name": "Leila",
        "family_name": "Haddad",
        "birthdate": "1984-02-29",
        "address": {"street_address": "Harbour Street 4", "postal_code": "10002", "locality": "Solmere"},
        "email": "leila@example.org",
        "national_number": "48402290000",
        "locale": "ar",
        "acr": "high",
    }

    person = map_claims(said, ClaimsMap())

    assert (person.name, person.given_name, person.family_name) == ("Leila Haddad", "Leila", "Haddad")
    assert person.birth_date == date(1984, 2, 29)
    assert person.address == Address("Harbour Street 4", "10002", "Solmere")
    assert (person.email, person.national_number) == ("leila@example.org", "48402290000")
    assert (person.language, person.assurance) == ("ar", "high")


def test_another_providers_words_are_configured() -> None:
    said = {
        "profile_attributes": {"given_name": "MARY ÄNN", "family_name": "O’CONNEŽ", "date_of_birth": "2000-01-31"},
        "https://id.example/number": "EE60001019906",
        "loa": "http://eidas.europa.eu/LoA/substantial",
        "home": "Harbour Street 4",
    }
    words = ClaimsMap(
        given_name="profile_attributes.given_name",
        family_name="profile_attributes.family_name",
        birth_date="profile_attributes.date_of_birth",
        national_number="https://id.example/number",
        national_number_prefix="EE",
        street="home",
        assurance="loa",
        assurance_levels={"http://eidas.europa.eu/LoA/substantial": "substantial"},
    )

    person = map_claims(said, words)

    assert person.name == "MARY ÄNN O’CONNEŽ"
    assert person.birth_date == date(2000, 1, 31)
    assert person.national_number == "60001019906"
    assert person.assurance == "substantial"
    assert person.address == Address("Harbour Street 4", "", "")


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ({"name": "Suharto"}, "Suharto"),
        ({"given_name": "Suharto"}, "Suharto"),
        ({"family_name": "Sukarno"}, "Sukarno"),
        ({"name": "", "given_name": "Anna", "family_name": "Kask"}, "Anna Kask"),
        ({"name": "  ليلى\n حداد "}, "ليلى حداد"),
        ({"name": "A\u0000n\u0007na"}, "A n na"),
        ({"name": "e\u0301"}, "é"),
        ({"name": ["Anna"]}, ""),
        ({}, ""),
    ],
)
def test_a_person_may_have_one_name_only(said: dict[str, Any], name: str) -> None:
    assert map_claims(said, ClaimsMap()).name == name


@pytest.mark.parametrize("said", ["1984", "0000-02-29", "1984-02-30", "29.02.1984", 1984, None, "19840229"])
def test_what_is_no_day_is_no_birth_date(said: Any) -> None:
    assert map_claims({"birthdate": said}, ClaimsMap()).birth_date is None


@pytest.mark.parametrize("said", ["anna", "a b@example.org", "@example.org", "a@b", "x" * 250 + "@e.org", 5, None])
def test_what_is_no_address_is_no_email(said: Any) -> None:
    assert map_claims({"email": said}, ClaimsMap()).email == ""


def test_an_email_that_is_not_verified_is_not_used() -> None:
    assert map_claims({"email": "anna@example.org", "email_verified": False}, ClaimsMap()).email == ""
    assert map_claims({"email": "anna@example.org", "email_verified": True}, ClaimsMap()).email == "anna@example.org"


@pytest.mark.parametrize("said", ["highest", "", None, 3, ["high"], {"high": 1}])
def test_an_unknown_assurance_is_low(said: Any) -> None:
    assert map_claims({"acr": said}, ClaimsMap()).assurance == "low"


@pytest.mark.parametrize("said", [None, 5, "x", {"street_address": 5}, {"street_address": ""}, []])
def test_what_is_no_address_is_none(said: Any) -> None:
    assert map_claims({"address": said}, ClaimsMap()).address is None


@pytest.mark.parametrize(
    ("said", "roles"),
    [
        (["parking-office:clerk", "parking-office:supervisor"], {"parking-office": {"clerk", "supervisor"}}),
        ({"parking-office": ["clerk"], "*": "administrator"}, {"parking-office": {"clerk"}, "*": {"administrator"}}),
        ("parking-office:clerk *:auditor", {"parking-office": {"clerk"}, "*": {"auditor"}}),
        (["parking-office:king", "clerk", ":clerk", 5, None], {}),
        (None, {}),
        (5, {}),
        ({"parking-office": 5}, {}),
    ],
)
def test_roles_come_by_unit_and_unknown_ones_are_left_out(said: Any, roles: dict[str, set[str]]) -> None:
    assert read_roles(said) == roles


def test_the_operators_words_stand_over_our_defaults() -> None:
    provider = settings.Provider(
        issuer="https://id.example",
        client_id="portal",
        client_secret="s" * 32,
        claims={"national_number": "sub", "national_number_prefix": "EE"},
        assurance={"2": "substantial"},
    )

    config = ProviderConfig.of(provider)

    assert (config.claims.national_number, config.claims.name) == ("sub", "name")
    assert map_claims({"sub": "EE38001085718", "acr": "2"}, config.claims).assurance == "substantial"


def test_a_fact_that_the_portal_does_not_know_is_named() -> None:
    provider = settings.Provider(
        issuer="https://id.example", client_id="portal", client_secret="s" * 32, claims={"shoe_size": "shoe"}
    )

    with pytest.raises(ValueError, match=r"shoe_size unknown; known are .*national_number"):
        ProviderConfig.of(provider)


def test_the_operators_guide_names_every_fact() -> None:
    guide = (Path(__file__).resolve().parents[2] / "docs" / "operating.md").read_text("utf-8")

    missing = [fact.name for fact in fields(ClaimsMap) if f"`{fact.name}`" not in guide]

    assert missing == ["assurance_levels"]  # written as the provider's `assurance`
