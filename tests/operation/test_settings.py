"""The operator's settings: judged at once, fit for production or refused."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

import pytest

from portal.demo.register import register_settings
from portal.settings import SETTINGS, Settings, SettingsFault

HOME = Path(__file__).resolve().parents[2]
PROVIDER = json.dumps(
    {"issuer": "https://id.example.org", "client_id": "portal", "client_secret": "7Qm2-vX9c-Lp4z-Rt8w-Ks6d"}
)
GOOD = {
    "PORTAL_BASE_URL": "https://portal.example.org",
    "PORTAL_SECRET_KEY": "V7mJ0pQ2xT9sB4kL6wZ8cN1rY3dF5gHaUeIo",
    "PORTAL_DATA_KEY": "h9Qk3vXo7Lr2TzWcYb5NfGm1JdPsUa8EeRi4KtOqVxM=",
    "PORTAL_PRODUCTION": "yes",
    "PORTAL_PROXIES": "1",
    "PORTAL_CITIZEN_PROVIDER": PROVIDER,
    "PORTAL_STAFF_PROVIDER": PROVIDER.replace('"portal"', '"portal-staff"'),
    "PORTAL_SMTP_URL": "smtp://mail.example.org:587",
    "PORTAL_MAIL_FROM": "portal@example.org",
}


def faults(**changes: str | None) -> tuple[str, ...]:
    environment = {**GOOD, **{f"PORTAL_{name.upper()}": value for name, value in changes.items()}}
    with pytest.raises(SettingsFault) as found:
        Settings.from_environment({name: value for name, value in environment.items() if value is not None})
    return found.value.faults


def test_good_settings_are_read() -> None:
    settings = Settings.from_environment(GOOD)

    assert settings.production
    assert settings.secure_cookies
    assert settings.trusted_hosts == ("portal.example.org",)
    assert settings.citizen_provider is not None
    assert settings.citizen_provider.issuer == "https://id.example.org"


def test_every_fault_is_named_together() -> None:
    found = faults(base_url=None, secret_key="short", proxies="many", smpt_url="smtp://x")

    assert [line.split(":")[0].split(" ")[0] for line in found] == [
        "PORTAL_SMPT_URL",
        "PORTAL_BASE_URL",
        "PORTAL_SECRET_KEY",
        "PORTAL_PROXIES",
    ]
    assert "Did you mean PORTAL_SMTP_URL?" in found[0]
    assert "Make one with: portal secret" in found[2]


@pytest.mark.parametrize("name", ["base_url", "secret_key", "data_key"])
def test_no_secret_has_a_default(name: str) -> None:
    assert faults(**{name: None}) == (f"PORTAL_{name.upper()} is not set. {SETTINGS[name].remedy}",)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("base_url", "http://portal.example.org", "cookies would travel in the open"),
        ("secret_key", "demo-" + "V7mJ0pQ2xT9sB4kL6wZ8cN1rY3dF5gHa", "is a demo secret"),
        ("secret_key", "a" * 40, "too easy to guess"),
        ("data_key", base64.b64encode(bytes(32)).decode(), "too easy to guess"),
        ("data_key", base64.b64encode(bytes(range(32))).decode(), "too easy to guess"),
        ("data_key", base64.b64encode(bytes(range(248, 8, -7))[:32].ljust(32, b"x")).decode(), "too easy to guess"),
        ("proxies", None, "PORTAL_PROXIES is not set"),
        ("trusted_hosts", ".org", ".org is no single host"),
        ("trusted_hosts", "portal.example.org, *", "* is no single host"),
        ("staff_provider", PROVIDER, "the citizens' client too"),
        ("smtp_url", "smtp+plain://mail.example.org", "only this very machine"),
        ("smtp_url", "smtp+plain://a:b@localhost", "only this very machine"),
        ("registers", json.dumps(register_settings("https://register.example.org")), "the token of population"),
        ("demo", "yes", "are both on"),
        ("smtp_url", None, "is not set"),
        ("citizen_provider", None, "is not set"),
        ("citizen_provider", PROVIDER.replace("https", "http"), "must begin with https://"),
        ("staff_provider", PROVIDER.replace("7Qm2", "demo-7Qm2"), "demo secret"),
        ("registers", '{"population": {"url": "http://127.0.0.1:8002"}}', "population must be reached by https"),
    ],
)
def test_production_refuses_demo_parts_weak_secrets_and_insecure_cookies(
    name: str, value: str | None, told: str
) -> None:
    assert any(told in line for line in faults(**{name: value}))


def test_a_provider_is_never_trusted_with_a_shared_secret_as_signature() -> None:
    weak = json.dumps({**json.loads(PROVIDER), "algorithms": ["HS256"]})

    assert "asymmetric" in faults(citizen_provider=weak)[0]


def test_secrets_are_not_shown_when_settings_are_printed() -> None:
    shown = repr(Settings.from_environment(GOOD))

    assert "V7mJ" not in shown
    assert "7Qm2" not in shown
    assert "h9Qk" not in shown
    assert str(base64.b64decode(GOOD["PORTAL_DATA_KEY"]))[2:12] not in shown


def test_the_operators_page_lists_every_setting() -> None:
    page = (HOME / "docs" / "operating.md").read_text("utf-8")

    listed = dict(re.findall(r"^\| `PORTAL_([A-Z_]+)` \| (.*?) \|", page, re.MULTILINE))

    assert listed == {name.upper(): setting.means.replace("|", "\\|") for name, setting in SETTINGS.items()}
