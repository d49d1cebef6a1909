"""`portal grant` makes the first administrator, without any demo data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from portal.cli.grant import grant
from tests.conftest import make_settings
from tests.people import PROVIDERS, an_actor

PROVIDER = json.dumps({"issuer": PROVIDERS["staff"], "client_id": "portal", "client_secret": "s" * 32})


@pytest.fixture
def settings(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    made = make_settings(tmp_path, database_url=sqlite_url, staff_provider=PROVIDER)
    monkeypatch.setattr("portal.cli.grant.read_settings", lambda: made)
    return made


def test_the_first_administrator_needs_no_demo_data(settings, sqlite_store) -> None:  # type: ignore[no-untyped-def]
    result = CliRunner().invoke(grant, ["administrator", "staff leila-haddad"])

    assert result.exit_code == 0, result.output
    assert "administrator in all units" in result.output
    assert an_actor(sqlite_store, "leila-haddad", "staff").has("administrator")


def test_a_role_that_does_not_exist_is_refused_with_those_that_do(settings) -> None:  # type: ignore[no-untyped-def]
    result = CliRunner().invoke(grant, ["king", "somebody"])

    assert result.exit_code == 2
    assert "administrator" in result.output


def test_without_a_provider_the_issuer_must_be_named(tmp_path, sqlite_url, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    made = make_settings(tmp_path, database_url=sqlite_url)
    monkeypatch.setattr("portal.cli.grant.read_settings", lambda: made)

    refused = CliRunner().invoke(grant, ["administrator", "somebody"])
    named = CliRunner().invoke(grant, ["administrator", "somebody", "--issuer", "https://id.example"])

    assert refused.exit_code == 2
    assert "--issuer" in refused.output
    assert named.exit_code == 0, named.output
