"""A kind of one's own is one record in a package that is installed: it passes form, summary, PDF and export, and nothing else changes."""

from __future__ import annotations

import importlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.authoring.folders import found_bundles
from portal.demo.arriving import arrive
from portal.demo.people import BY_ID
from portal.errors import KindUnusable
from portal.i18n.catalogue import Catalogues
from portal.journey.entries import Entries
from portal.journey.finish import exported
from portal.kinds.kind import Kind
from portal.kinds.packages import kinds_of_packages
from portal.kinds.registry import KINDS, lent
from portal.settings import Settings
from portal.spec.bundle import bundle_of
from portal.store import Case, Store, case_by_reference, read_answers
from portal.usecases.actor import Actor
from portal.usecases.copying import to_copy
from portal.usecases.onpaper import copy_facts
from portal.usecases.releases import publish, served_service
from portal.worker.handlers import HANDLERS
from tests.pages import Visitor
from tests.usecases.town import PERMIT, draft_of

HOME = Path(__file__).resolve().parents[2]
PACKAGE = Path(__file__).with_name("own_package")


def install(site: Path, name: str, entries: dict[str, str], **modules: str) -> Path:
    """The package as pip leaves it in the folder `site`: its modules, and what is known of it."""
    described = site / f"{name.replace('-', '_')}-1.0.dist-info"
    described.mkdir(parents=True)
    listed = "".join(f"{entry} = {target}\n" for entry, target in entries.items())
    (described / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", "utf-8")
    (described / "entry_points.txt").write_text(f"[portal.kinds]\n{listed}", "utf-8")
    for module, text in modules.items():
        (site / f"{module}.py").write_text(text, "utf-8")
    return site


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the package of `own_package` is installed."""
    project = tomllib.loads((PACKAGE / "pyproject.toml").read_text("utf-8"))["project"]
    text = (PACKAGE / "portal_account.py").read_text("utf-8")
    entries = project["entry-points"]["portal.kinds"]
    return install(tmp_path_factory.mktemp("site"), project["name"], entries, portal_account=text)


@pytest.fixture
def account(installed: Path, monkeypatch: pytest.MonkeyPatch) -> Kind:
    """The kind, found by its package's entry point."""
    monkeypatch.syspath_prepend(installed)
    importlib.invalidate_caches()
    return kinds_of_packages(KINDS)["account"]


# ---- a service that asks it -----------------------------------------------------------------------------------------

QUESTION = """\
  - field: account
    kind: account
    label: Account for the money back
    search: exact
  - field: abroad
    kind: text
    label: Why an account abroad?
    when: account.country != 'EE'
"""


@pytest.fixture
def own_kind(app: Flask, account: Kind) -> Iterator[Store]:
    """The parking permit, published with a question of the kind."""
    parts = app.extensions["portal"]
    folder = {
        name: bundle for name, _, bundle in found_bundles(parts.settings.forms_dir, parts.settings.translations_dir)
    }
    files: dict[str, Any] = dict(folder["parking-permit"].files)
    text = files["service.yaml"].decode()
    text = text.replace("  - include: reaching\n", QUESTION + "  - include: reaching\n").replace(
        "print: [zone, plate, home]", "print: [zone, plate, home, account]"
    )
    files["service.yaml"] = text.encode()
    files.pop("scenarios.yaml", None)
    with lent(account), parts.store.writing() as session:
        publish(session, bundle_of(files), by="operator", role="operator", now=datetime.now(UTC), what_changed="")
    with lent(account):
        yield parts.store


@pytest.fixture
def citizen(app: Flask, own_kind: Store) -> tuple[Visitor, Actor]:
    settings: Settings = app.extensions["portal"].settings
    visitor = Visitor(app)
    with own_kind.writing() as session:
        came = arrive(session, settings, BY_ID["leila-haddad"], "citizen", now=datetime.now(UTC))
    visitor.client.set_cookie("citizen", came.token, domain="localhost", path="/")
    return visitor, came.actor


def test_a_kind_of_ones_own_passes_form_summary_pdf_and_export(
    app: Flask, own_kind: Store, citizen: tuple[Visitor, Actor]
) -> None:
    visitor, actor = citizen
    with own_kind.writing() as session:
        draft = draft_of(session, actor, PERMIT, service="parking-permit", at=datetime.now(UTC))

    page = visitor.open(f"/en/apply/parking-permit/{draft}/contact")
    page = page.fill("Account for the money back", "EE38 2200 2210 2014 5686").press("Continue")
    assert page.problem("Account for the money back") == (
        "Check the account for “Account for the money back”. One of its signs is different"
    )
    assert page.value("Account for the money back") == "EE38 2200 2210 2014 5686"

    page = page.fill("Account for the money back", "gb82-west-1234-5698-7654-32").press("Continue")
    assert page.inputs("Why an account abroad?")  # a rule over the kind's own type brought it up
    page = page.fill("Account for the money back", "ee38 2200 2210 2014 5685").press("Continue")
    assert page.facts()["Account for the money back"] == "EE38 2200 2210 2014 5685"

    for box in [item for item in page.all("input") if item.get("type") == "checkbox"]:
        page.typed.setdefault(box.get("name", ""), []).append(box.get("value", "on"))
    page = page.press("Accept and send")
    case = _case_on(page.text, own_kind)
    with own_kind.reading() as session:
        service = served_service(session, case.digest).service
        entries = Entries.from_json(read_answers(session, case.id)[0])
    assert exported(service, entries)["account"] == "EE382200221020145685"

    settings: Settings = app.extensions["portal"].settings
    with own_kind.reading() as session:
        sent = to_copy(session, case.id)
    assert sent is not None
    catalogues = Catalogues(settings.translations_dir)
    on_paper = copy_facts(sent.plan, sent.served, sent.authority, catalogues, "en", **sent.known)
    assert "EE38 2200 2210 2014 5685" in str(on_paper)
    HANDLERS["make_copy"](own_kind, settings, datetime.now(UTC), case=case.id)
    assert visitor.client.get(f"/en/my/cases/{case.reference}/copy.pdf").data.startswith(b"%PDF-")


def _case_on(text: str, store: Store) -> Case:
    reference = re.search(r"\b[2-9B-Z]{4}-[2-9B-Z]{4}-[2-9B-Z]\b", text)
    assert reference, text
    with store.reading() as session:
        return session.scalars(case_by_reference(reference[0])).one()


# ---- what is installed, and what is wrong with it ---------------------------------------------------------------------


def command(site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`portal` as its own process, with that folder among those in which packages are installed."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HOME), str(site)])}
    start = [sys.executable, "-c", "from portal.cli import main; main()"]
    return subprocess.run([*start, *arguments], env=env, capture_output=True, text=True, timeout=120, check=False)


def a_folder(tmp_path: Path) -> Path:
    """The parking permit with the question, beside its authority."""
    forms = shutil.copytree(HOME / "forms", tmp_path / "forms")
    path = forms / "parking-permit" / "service.yaml"
    path.write_text(
        path.read_text("utf-8").replace("  - include: reaching\n", f"{QUESTION}  - include: reaching\n"), "utf-8"
    )
    return forms / "parking-permit"


def test_a_package_that_is_installed_needs_nothing_else(installed: Path, tmp_path: Path) -> None:
    folder = a_folder(tmp_path)

    checked = command(installed, "forms", "check", str(folder))
    without = command(tmp_path, "forms", "check", str(folder))

    assert "account" not in checked.stderr + checked.stdout
    assert "No kind of field is called “account”." in without.stderr + without.stdout


COPY = "from dataclasses import replace\nfrom portal.kinds.text import TEXT\nKIND = replace(TEXT, name={name!r})\n"


@pytest.mark.parametrize(
    ("name", "module", "text", "told"),
    [
        ("colour", "colours_a", "import no_such_module\n", "it cannot be loaded (ModuleNotFoundError"),
        ("colour", "colours_b", "OTHER = 1\n", "it cannot be loaded (AttributeError"),
        ("colour", "colours_c", "KIND = 'blue'\n", "it is a str, not a portal.kinds.kind.Kind"),
        ("colour", "colours_d", COPY.format(name="paint"), "it calls itself “paint”"),
        ("text", "colours_e", COPY.format(name="text"), "the portal has one of that name itself"),
    ],
)
def test_a_broken_package_is_named_with_what_to_do(
    name: str, module: str, text: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(install(tmp_path, "portal-colour", {name: f"{module}:KIND"}, **{module: text}))
    importlib.invalidate_caches()

    with pytest.raises(KindUnusable) as refused:
        kinds_of_packages(KINDS)

    assert told in str(refused.value)
    assert "of the package portal-colour cannot be used" in str(refused.value)
    assert "pip uninstall portal-colour" in str(refused.value)
    assert KINDS["text"].read.__module__ == "portal.kinds.text"


def test_two_packages_cannot_bring_kinds_of_one_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for package, module in (("portal-colour", "colours_f"), ("portal-paint", "colours_g")):
        install(tmp_path, package, {"colour": f"{module}:KIND"}, **{module: COPY.format(name="colour")})
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()

    with pytest.raises(KindUnusable, match="package portal-paint cannot be used: the package portal-colour brings one"):
        kinds_of_packages(KINDS)


def test_the_command_tells_of_a_broken_package_in_words(tmp_path: Path) -> None:
    site = install(tmp_path, "portal-colour", {"colour": "colours_h:KIND"}, colours_h="1 / 0\n")

    done = command(site, "forms", "check", str(HOME / "forms" / "parking-permit"))

    assert done.returncode == 1
    assert "The kind “colour” of the package portal-colour cannot be used" in done.stderr
    assert "Traceback" not in done.stderr
