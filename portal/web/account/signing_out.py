"""Signing out: here, at the provider, and on every device."""

from __future__ import annotations

import structlog
from flask import Response, request
from werkzeug.utils import redirect

from portal.errors import N_
from portal.gateways.oidc import OutsideFailed, ProviderLied
from portal.usecases.actor import Door
from portal.usecases.sessions import sign_out, sign_out_everywhere
from portal.web.account import account
from portal.web.account.signing_in import sign_in_path
from portal.web.kit import clock, csrf, flashes, locale, sessions
from portal.web.kit.pages import page
from portal.web.kit.parts import parts

# The provider knows this one address, so the language and the door travel in `state`.
DONE = "/signed-out"
_log = structlog.get_logger("portal.web")


@account.post("/<language:lang>/sign-out")
def leave() -> Response:
    return _leave("citizen")


@account.post("/<language:lang>/office/sign-out")
def leave_office() -> Response:
    return _leave("staff")


@account.post("/<language:lang>/account/sign-out-everywhere")
def leave_everywhere() -> Response:
    return _leave_everywhere("citizen")


@account.post("/<language:lang>/office/account/sign-out-everywhere")
def leave_office_everywhere() -> Response:
    return _leave_everywhere("staff")


@account.get(DONE)
def come_back_signed_out() -> Response:
    lang, _, door = request.args.get("state", "").partition("-")
    lang = lang if lang in parts().languages else locale.language()
    return _see_other(f"/{lang}/{'office/' if door == 'staff' else ''}signed-out")


@account.get("/<language:lang>/signed-out")
def show_signed_out() -> Response:
    return page("account/signed_out.html", again_url=sign_in_path("citizen"))


@account.get("/<language:lang>/office/signed-out")
def show_signed_out_of_office() -> Response:
    return page("account/signed_out.html", again_url=sign_in_path("staff"))


def _leave(door: Door) -> Response:
    id_token = ""
    if token := sessions.token_of(door):
        with parts().store.writing() as session:
            id_token = sign_out(session, token, door=door, now=clock.now())
    csrf.renew()
    response = _see_other(_at_provider(door, id_token) or _signed_out_path(door))
    sessions.take_cookie(response, door)
    return response


def _leave_everywhere(door: Door) -> Response:
    actor = sessions.signed_in(door)
    with parts().store.writing() as session:
        id_token = sign_out(session, sessions.token_of(door), door=door, now=clock.now())
        sign_out_everywhere(session, actor=actor, now=clock.now())
    csrf.renew()
    flashes.say(N_("You are signed out on every device."))
    response = _see_other(_at_provider(door, id_token) or _signed_out_path(door))
    sessions.take_cookie(response, door)
    return response


def _at_provider(door: Door, id_token: str) -> str | None:
    """Where the provider signs the person out as well; None where it cannot be asked: here they are out all the same."""
    provider = parts().providers.get(door)
    if provider is None or not id_token:
        return None
    try:
        return provider.logout_url(id_token, parts().settings.base_url + DONE, f"{locale.language()}-{door}")
    except (OutsideFailed, ProviderLied) as fault:
        _log.warning("provider not asked to sign out", door=door, kind=type(fault).__name__)
        return None


def _signed_out_path(door: Door) -> str:
    return f"/{locale.language()}/{'office/' if door == 'staff' else ''}signed-out"


def _see_other(address: str) -> Response:
    return redirect(address, 303)  # type: ignore[return-value]
