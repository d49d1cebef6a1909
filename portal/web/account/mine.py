"""A person's own account: what the provider told us, where they are signed in, and more time."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, jsonify, request
from werkzeug.utils import redirect

from portal.errors import N_
from portal.usecases.actor import EVERY_UNIT, Actor, Door
from portal.usecases.people import identity_of
from portal.usecases.sessions import devices_of, note_seen
from portal.web.account import account
from portal.web.account.signing_in import own_path
from portal.web.kit import clock, locale, sessions
from portal.web.kit.pages import page
from portal.web.kit.parts import parts

_FACTS = (
    ("name", N_("Name")),
    ("national_number", N_("National number")),
    ("birth_date", N_("Birth date")),
    ("address", N_("Address")),
    ("email", N_("E-mail address")),
)
_ROLES = {
    "clerk": N_("Clerk"),
    "supervisor": N_("Supervisor"),
    "auditor": N_("Auditor"),
    "administrator": N_("Administrator"),
}
_DOORS = {"citizen": N_("Services for citizens"), "staff": N_("The town’s office")}


@account.get("/<language:lang>/account")
def show_account() -> Response:
    return _account("citizen")


@account.get("/<language:lang>/office/account")
def show_office_account() -> Response:
    return _account("staff")


@account.post("/<language:lang>/session/extend")
def extend_session() -> Response:
    return _extend("citizen")


@account.post("/<language:lang>/office/session/extend")
def extend_office_session() -> Response:
    return _extend("staff")


def _account(door: Door) -> Response:
    actor = sessions.signed_in(door)
    times = {one: sessions.times_of(parts().settings, one) for one in ("citizen", "staff")}
    here = sessions.current(door)
    with parts().store.reading() as session:
        told = identity_of(session, actor.person_id)
        devices = devices_of(session, actor=actor, times=times, now=clock.now())
    word, moment = locale.words().word, locale.formats().moment
    room = "office/" if door == "staff" else ""
    return page(
        "account/account.html",
        facts=_facts(told),
        roles=_roles(actor),
        devices=[
            {
                "door": word(_DOORS[one.door]),
                "since": moment(one.created_at),
                "seen": moment(one.last_seen_at),
                "this": here is not None and one.session_id == here.session_id,
            }
            for one in devices
        ],
        everywhere_url=f"/{locale.language()}/{room}account/sign-out-everywhere",
        back_url=f"/{locale.language()}/office/cases" if door == "staff" else f"/{locale.language()}/my",
    )


def _facts(told: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows of a summary list: what is known, in the order of `_FACTS`."""
    rows = []
    for name, label in _FACTS:
        value = told.get(name)
        if not value:
            continue
        lines: list[Any] = [value]
        if name == "address":
            lines = [value["street"], f"{value['postal_code']} {value['city']}".strip()]
        elif name == "birth_date":
            lines = [locale.formats().date(date.fromisoformat(value))]
        rows.append({"label": locale.words().word(label), "lines": [line for line in lines if line]})
    return [row | {"change": "", "source": None, "sure": False, "missing": ""} for row in rows]


def _roles(actor: Actor) -> list[Any]:
    """The actor's roles, each with its unit: (role, unit), the unit None for all."""
    authority, town = parts().site.authority().authority, parts().site.words(locale.language())
    shown = []
    for unit, roles in sorted(actor.roles.items()):
        known = authority.units.get(unit)
        if unit != EVERY_UNIT and known is None:
            continue
        name = town.text(known.name) if known else locale.words().word(N_("All offices"))
        shown += [(locale.words().word(_ROLES[role]), name) for role in sorted(roles) if role in _ROLES]
    return shown


def _extend(door: Door) -> Response:
    """More time, in one action: JSON for the script, the same page again without."""
    sessions.signed_in(door)
    found = sessions.current(door)
    assert found is not None
    times, now = sessions.times_of(parts().settings, door), clock.now()
    with parts().store.writing() as session:
        note_seen(session, found.session_id, now)
    if request.accept_mimetypes.best == "application/json":
        ends_at = min(now + times.idle, found.extends_until)
        return jsonify(seconds=max(0, int((ends_at - now).total_seconds())))
    return redirect(own_path(request.form.get("next", ""), door), 303)  # type: ignore[return-value]
