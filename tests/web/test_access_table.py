"""Every route, by every role, on things that are theirs and things that are not; each cell written by hand.

    Y  let in: a page, a file, a redirect within the door, or a problem of the form's own
    S  sent to sign-in
    F  403: signed in, but not for this
    N  404: there is no such thing for this person

A route without a row fails, and so does a row without a route.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.store import (
    DraftId,
    FileId,
    Grant,
    IssuedDocument,
    JournalEntry,
    Release,
    Store,
    StoredFile,
    data_key,
    new_id,
)
from portal.store.migrating import upgrade
from portal.usecases.actor import Actor, Door
from portal.usecases.copying import COPY
from portal.usecases.drafts import begin
from portal.usecases.people import identity_of
from portal.usecases.releases import live_service
from portal.usecases.review import Decision, decide
from portal.usecases.workspaces import begin_preview, open_from_release, workspace
from tests import servers
from tests.people import an_actor, arrived
from tests.usecases.town import PERMIT, apply
from tests.web.conftest import open_portal

# Who tries, in the order of the cells. Things are Leila's and lie in the parking office; in the last column they are
# the clerk's own, as a citizen, and a preview or workspace is the administrator's.
COLUMNS = (
    "stranger",
    "owner",
    "citizen",
    "clerk",
    "clerk elsewhere",
    "supervisor",
    "auditor",
    "administrator",
    "staff without role",
    "clerk, own thing",
)
ANYBODY = "YYY YYYYYY Y"
CITIZENS = "SYY SSSSSS S"
OWNER = "SYN SSSSSS S"
STAFF = "SSS YYYYYF Y"
READERS = "SSS YNYYNF F"  # of a case of the parking office: clerks, supervisors, auditors; one's own says that it is
DECIDERS = "SSS YNYFNF F"  # who may see it and not do it is refused, who may not see it finds nothing
SUPERVISOR = "SSS FNYFNF N"  # of the document's unit
REVOKER = "SSS NNYNNF N"
ADMINISTRATORS = "SSS FFFFYF F"
OVERSEERS = "SSS FFFYYF F"
PREVIEWER = "SSS FFFNYF F"  # whose preview it is; an auditor may look at releases, not walk somebody's preview

TABLE: dict[str, str] = {
    # Open to everybody.
    "GET public.choose_language": ANYBODY,
    "GET public.show_home": ANYBODY,
    "GET public.search_services": ANYBODY,
    "GET public.show_service": ANYBODY,
    "GET public.check_eligibility": ANYBODY,
    "GET public.ask_eligibility": ANYBODY,
    "GET public.show_blank_form": ANYBODY,
    "GET public.show_contact": ANYBODY,
    "GET public.show_privacy": ANYBODY,
    "GET public.show_accessibility": ANYBODY,
    "GET operation.show_health": ANYBODY,
    "GET operation.show_readiness": ANYBODY,
    "GET outbox.show_outbox": ANYBODY,
    # Signing in and out. Who is in is led on; a callback without a sign-in begun is a page that says so.
    "GET account.show_sign_in": ANYBODY,
    "GET account.show_office_sign_in": ANYBODY,
    "GET account.go_to_provider": ANYBODY,
    "GET account.go_to_office_provider": ANYBODY,
    "GET account.come_back": ANYBODY,
    "GET account.come_back_to_office": ANYBODY,
    "GET account.come_back_signed_out": ANYBODY,
    "GET account.show_signed_out": ANYBODY,
    "GET account.show_signed_out_of_office": ANYBODY,
    "POST account.leave": ANYBODY,
    "POST account.leave_office": ANYBODY,
    "GET account.show_account": CITIZENS,
    "POST account.extend_session": CITIZENS,
    "POST account.leave_everywhere": CITIZENS,
    "GET account.show_office_account": "SSS YYYYYY Y",
    "POST account.extend_office_session": "SSS YYYYYY Y",
    "POST account.leave_office_everywhere": "SSS YYYYYY Y",
    # Applying.
    "GET apply.show_start": CITIZENS,
    "POST apply.start": CITIZENS,
    "GET apply.resume": OWNER,
    "GET apply.show_page": OWNER,
    "GET apply.show_tasks": OWNER,
    "POST apply.answer_page": OWNER,
    "GET apply.add_item": OWNER,
    "GET apply.show_item": OWNER,
    "POST apply.answer_item": OWNER,
    "GET apply.ask_remove_item": OWNER,
    "POST apply.remove_item": OWNER,
    "GET apply.matches": OWNER,
    "GET apply.show_search": OWNER,
    "POST apply.choose_match": OWNER,
    "GET apply.check_answers": OWNER,
    "POST apply.send": OWNER,
    "GET apply.sent": OWNER,
    "GET apply.ask_discard": OWNER,
    "POST apply.discard_draft": OWNER,
    # What was sent.
    "GET citizen.show_mine": CITIZENS,
    "GET citizen.show_case": OWNER,
    "GET citizen.ask_withdraw": OWNER,
    "POST citizen.withdraw_case": OWNER,
    "GET citizen.show_document": OWNER,
    "GET citizen.show_copy": OWNER,
    "GET citizen.show_file": OWNER,
    # The office.
    "GET office.show_cases": STAFF,
    "POST office.take_next": "SSS YYYFFF Y",
    "GET office.show_case": READERS,
    "GET office.show_file": READERS,
    "POST office.take_case": DECIDERS,
    "POST office.give_back": DECIDERS,
    "POST office.mark_paid": DECIDERS,
    "GET office.ask_decision": "SSS YNYNNF F",
    "POST office.decide_case": DECIDERS,
    "GET office.show_documents": "SSS YYYYFF Y",  # each sees those of their own units
    "POST office.retry_document": SUPERVISOR,
    "GET office.ask_void": "SSS NNNNNF N",  # only of a document that could not be printed
    "POST office.void_document": SUPERVISOR,
    "GET office.ask_revoke": REVOKER,
    "POST office.revoke_document": REVOKER,
    # The administration.
    "GET admin.show_services": OVERSEERS,
    "GET admin.show_service": OVERSEERS,
    "POST admin.copy_service": ADMINISTRATORS,
    "POST admin.open_workspace": ADMINISTRATORS,
    "POST admin.close_service": ADMINISTRATORS,
    "POST admin.reopen_service": ADMINISTRATORS,
    "POST admin.take_back_release": ADMINISTRATORS,
    "GET admin.show_workspace": ADMINISTRATORS,
    "GET admin.edit_file": ADMINISTRATORS,
    "POST admin.save_editor": ADMINISTRATORS,
    "POST admin.add_workspace_file": ADMINISTRATORS,
    "GET admin.ask_remove_file": ADMINISTRATORS,  # what every service has leads back to the editor
    "POST admin.remove_workspace_file": ADMINISTRATORS,
    "POST admin.preview_workspace": ADMINISTRATORS,
    "GET admin.show_changes": ADMINISTRATORS,
    "GET admin.ask_publish": ADMINISTRATORS,
    "POST admin.publish_release": ADMINISTRATORS,
    "GET admin.ask_discard_workspace": ADMINISTRATORS,
    "POST admin.discard_workspace": ADMINISTRATORS,
    "GET admin.show_people": ADMINISTRATORS,
    "POST admin.give_role": ADMINISTRATORS,
    "POST admin.end_role": ADMINISTRATORS,
    "GET admin.show_tasks": ADMINISTRATORS,
    "POST admin.retry_failed_task": ADMINISTRATORS,
    "GET admin.show_journal": OVERSEERS,
    # Previews: the journey once more, behind the staff's door.
    "GET preview.show_start": "SSS FFFNNF F",  # a preview begins in its workspace
    "POST preview.start": "SSS FFFNNF F",
    "GET preview.resume": PREVIEWER,
    "GET preview.show_page": PREVIEWER,
    "GET preview.show_tasks": PREVIEWER,
    "POST preview.answer_page": PREVIEWER,
    "GET preview.add_item": PREVIEWER,
    "GET preview.show_item": PREVIEWER,
    "POST preview.answer_item": PREVIEWER,
    "GET preview.ask_remove_item": PREVIEWER,
    "POST preview.remove_item": PREVIEWER,
    "GET preview.matches": PREVIEWER,
    "GET preview.show_search": PREVIEWER,
    "POST preview.choose_match": PREVIEWER,
    "GET preview.check_answers": PREVIEWER,
    "POST preview.send": PREVIEWER,
    "GET preview.sent": PREVIEWER,
    "GET preview.ask_discard": PREVIEWER,
    "POST preview.discard_draft": PREVIEWER,
    # Checking a document: what a stranger may see of it, everybody may.
    "GET public.check_anywhere": ANYBODY,
    "GET public.follow_picture": ANYBODY,
    "GET public.verify_anywhere": ANYBODY,
    "GET public.verify_here": ANYBODY,
    "GET public.show_check": ANYBODY,
    "GET public.show_verified": ANYBODY,
}

METHODS = ("GET", "POST")
ITEM = "abcdefgh2345"


@dataclass
class Things:
    """What one route is tried on: made for it alone, of whoever it belongs to."""

    app: Flask
    owner: str = "leila-haddad"
    kind: str = ""  # the blueprint: a preview's draft is an administrator's
    in_group: bool = False
    made: dict[str, Any] = field(default_factory=dict)

    @property
    def store(self) -> Store:
        found: Store = self.app.extensions["portal"].store
        return found

    @property
    def person(self) -> Actor:
        if "person" not in self.made:
            self.made["person"] = an_actor(self.store, self.owner)
        return self.made["person"]  # type: ignore[no-any-return]

    def case(self) -> Any:
        """A case whose fee is due and whose permit was issued, unless it is to be decided still."""
        if "case" not in self.made:
            applicant = self.person
            with self.store.writing() as session:
                # A home of its own, since a household may have two permits only.
                home = {"street": f"{new_id()[:8]} Rope Walk", "postal_code": "10123", "city": "Solmere"}
                case = apply(
                    session, applicant, PERMIT | {"home": home}, service="parking-permit", at=datetime.now(UTC)
                )
                for kind in ("contract", COPY):
                    self._file(session, case.id, kind)
            self.made["case"] = case
        return self.made["case"]

    def _file(self, session: Any, owner: str, kind: str) -> None:
        """A file of the case: its row in the store, its bytes in the folder."""
        files = self.app.extensions["portal"].files
        file_id, key = FileId(new_id()), data_key(session, owner)
        sha256 = files.keep(key, file_id, b"%PDF-1.7 a lease")
        envelope = key.seal(StoredFile.envelope, file_id, {"name": "lease.pdf"})
        session.add(
            StoredFile(
                id=file_id, application_id=owner, field=kind, size_bytes=16, media_type="application/pdf",
                state="kept", sha256=sha256, created_at=datetime.now(UTC), envelope=envelope,
            )
        )  # fmt: skip
        self.made["file"] = file_id

    def document(self) -> str:
        """A permit of the case, as if the worker had printed it."""
        case, jaan = self.case(), an_actor(self.store, "jaan-tamm", "staff")
        with self.store.writing() as session:
            found = session.scalars(select(IssuedDocument).where(IssuedDocument.case_id == case.id)).one_or_none()
            if found is None:
                now = datetime.now(UTC)
                decide(
                    session, case.reference, Decision("approve", case.version), actor=jaan, now=now, today=now.date()
                )
                found = session.scalars(select(IssuedDocument).where(IssuedDocument.case_id == case.id)).one()
                found.state, found.issued_at, found.file_id = "issued", now, self.made["file"]
            return str(found.id)

    def code(self) -> str:
        """What is printed on the document."""
        document = self.document()
        with self.store.reading() as session:
            found = session.get_one(IssuedDocument, document)
            key = data_key(session, found.case_id)
            return str(key.open(IssuedDocument.verify_envelope, found.id, found.verify_envelope or b"")["code"])

    @property
    def page(self) -> str:
        return "visitors" if self.in_group else "you"

    def workspace(self) -> str:
        if "workspace" not in self.made:
            peeter = an_actor(self.store, "peeter-saar", "staff")
            with self.store.writing() as session:
                self.made["workspace"] = open_from_release(
                    session, "parking-permit", actor=peeter, now=datetime.now(UTC)
                )
        return str(self.made["workspace"])

    def release(self) -> str:
        with self.store.reading() as session:
            return str(session.scalars(select(Release.id).where(Release.service_id == "parking-permit").limit(1)).one())

    def grant(self) -> str:
        an_actor(self.store, "jaan-tamm", "staff")
        with self.store.reading() as session:
            return str(session.scalars(select(Grant.id).where(Grant.ended_at.is_(None)).limit(1)).one())

    def draft(self) -> str:
        return self._previewed() if self.kind == "preview" else self._begun()

    def _previewed(self) -> str:
        if "draft" not in self.made:
            peeter = an_actor(self.store, "peeter-saar", "staff")
            space = self.workspace()
            with self.store.writing() as session:
                found = workspace(session, space, actor=peeter)
                now = datetime.now(UTC)
                self.made["draft"], _ = begin_preview(
                    session, found, actor=peeter, language="en", now=now, today=now.date()
                )
        return str(self.made["draft"])

    def _begun(self) -> DraftId:
        if "draft" not in self.made:
            now, applicant = datetime.now(UTC), self.person
            with self.store.writing() as session:
                live = live_service(session, "parking-permit")
                identity = identity_of(session, applicant.person_id)
                self.made["draft"] = begin(
                    session, live, actor=applicant, identity=identity, language="en", now=now, today=now.date()
                )
        return self.made["draft"]  # type: ignore[no-any-return]


def test_every_route_has_its_row_and_every_row_its_route(app: Flask) -> None:
    assert routes_of(app) == set(TABLE)
    for route, cells in TABLE.items():
        assert len(cells.replace(" ", "")) == len(COLUMNS), route


def routes_of(app: Flask) -> set[str]:
    return {
        f"{method} {rule.endpoint}"
        for rule in app.url_map.iter_rules()
        for method in METHODS
        if method in (rule.methods or ())
    }


# ---- the people -----------------------------------------------------------------------------------------------------

WHO: dict[str, tuple[str, Door] | None] = {
    "stranger": None,
    "owner": ("leila-haddad", "citizen"),
    "citizen": ("mart-tamm", "citizen"),
    "clerk": ("maarja-kask", "staff"),
    "clerk elsewhere": ("liis-oja", "staff"),
    "supervisor": ("jaan-tamm", "staff"),
    "auditor": ("ene-rand", "staff"),
    "administrator": ("peeter-saar", "staff"),
    "staff without role": ("anna-kask", "staff"),
    "clerk, own thing": ("maarja-kask", "staff"),
}


def client_of(app: Flask, column: str) -> FlaskClient:
    """A browser with that person's session at their own door, and with nothing at the other."""
    client = app.test_client()
    if (who := WHO[column]) is not None:
        name, door = who
        client.set_cookie(door, arrived(app.extensions["portal"].store, name, door).token)
    return client


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, provider_url: str) -> Iterator[Flask]:
    """One portal for the whole table, with the demo's outbox: every route that there can be."""
    folder: Path = tmp_path_factory.mktemp("access")
    address = servers.sqlite_database(folder, upgrade)
    with open_portal(folder, address, provider_url, demo="yes") as made:
        yield made


# ---- the addresses --------------------------------------------------------------------------------------------------

ADDRESS: dict[str, Callable[[Things], Any]] = {
    "lang": lambda things: "en",
    "service": lambda things: "parking-permit",
    "draft": lambda things: things.draft(),
    "page": lambda things: things.page,
    "group": lambda things: "visitor",
    "item": lambda things: ITEM,
    "field": lambda things: "zone",
    "reference": lambda things: things.case().reference,
    "file": lambda things: (things.case(), things.made["file"])[1],
    "document": lambda things: things.document(),
    "move": lambda things: "refuse",
    "workspace": lambda things: things.workspace(),
    "path": lambda things: "service.yaml",
    "release": lambda things: things.release(),
    "grant": lambda things: things.grant(),
    "task": lambda things: 0,
    "code": lambda things: things.code(),
}
# What a form must say so that it is about access that the answer tells.
FORMS: dict[str, dict[str, str]] = {
    "office.decide_case": {"version": "1", "reason": "not_resident", "explanation": "You live elsewhere."},
    "office.void_document": {"explanation": "The printer broke."},
    "apply.answer_item": {f"visitor-{ITEM}-name": "Omar", f"visitor-{ITEM}-visits": "2"},
}


def address_of(app: Flask, endpoint: str, things: Things) -> str:
    """The route's address, filled with the things it is tried on."""
    rule = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint)
    with app.test_request_context("/en/"):
        values = {name: ADDRESS[name](things) for name in rule.arguments}
        built = app.url_map.bind("localhost").build(endpoint, values)
    return str(built)


def cell_of(client: FlaskClient, method: str, address: str, form: dict[str, str]) -> str:
    """The letter for what happened."""
    if method == "GET":
        response = client.get(address)
    else:
        page = client.get("/en/services/residence-certificate").text
        token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
        response = client.post(address, data={"csrf_token": token, **form})
    to_sign_in = "sign-in?next" in response.headers.get("Location", "")
    if response.status_code == 303 and to_sign_in:
        return "S"
    if response.status_code >= 500 and address != "/readyz":  # no worker runs here, and it says so
        return f"[{response.status_code}]"
    return {403: "F", 404: "N"}.get(response.status_code, "Y")


def acts(store: Store) -> int:
    """How many acts stand in the journal: one that was refused leaves none."""
    with store.reading() as session:
        return session.scalars(select(func.count()).select_from(JournalEntry)).one()


@pytest.mark.parametrize("route", TABLE)
def test_the_cells_hold(app: Flask, route: str) -> None:
    method, endpoint = route.split()
    # Whoever must not get in tries first, so that the thing is still there to be got at.
    letters = TABLE[route].replace(" ", "")
    order = sorted(range(len(COLUMNS)), key=lambda place: letters[place] == "Y")
    cells = [""] * len(COLUMNS)
    rule = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint)
    shared = Things(app, kind=endpoint.partition(".")[0], in_group="group" in rule.arguments)
    for place in order:
        column = COLUMNS[place]
        own = column == "clerk, own thing"
        things = replace(shared, owner="maarja-kask", made={}) if own else shared
        address, client = address_of(app, endpoint, things), client_of(app, column)
        before = acts(things.store)
        cells[place] = cell_of(client, method, address, FORMS.get(endpoint, {}))
        if cells[place] in "SFN":
            assert acts(things.store) == before, f"{route} refuses {column} and acts all the same"
    told = {column: (cells[n], letters[n]) for n, column in enumerate(COLUMNS) if cells[n] != letters[n]}
    assert not told, f"{route}: (is, should be) {told}"
