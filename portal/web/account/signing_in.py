"""Signing in: the page that says so, the way to the provider, and the way back. Any fault: no session, a clear page."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import structlog
from flask import Response, current_app, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.utils import redirect

from portal.errors import N_
from portal.gateways.oidc import Claims, Declined, OutsideFailed, Provider, ProviderLied
from portal.usecases.actor import Door
from portal.usecases.people import arrive
from portal.web.account import account, transactions
from portal.web.account.transactions import Begun
from portal.web.kit import clock, csrf, locale, parking, sessions
from portal.web.kit.entrance import sign_in_path
from portal.web.kit.framing import is_staff_room, staff_ways, ways
from portal.web.kit.pages import page
from portal.web.kit.parts import parts

CALLBACKS: dict[Door, str] = {"citizen": "/sign-in/callback", "staff": "/office/sign-in/callback"}
_LONGEST_NEXT = 1000
_log = structlog.get_logger("portal.web")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why nobody was signed in: heading, what happened, what to do."""

    status: int
    title: str
    happened: str
    next: str


_NOTHING_LOST = N_("Nothing you have saved is lost.")
DECLINED = Failure(
    403,
    N_("You are not signed in"),
    N_("The sign-in was not completed: you or the identity service stopped it."),
    N_("If you did not mean to stop, try again."),
)
LIED = Failure(
    400,
    N_("We could not sign you in"),
    N_("What came back from the identity service does not fit the sign-in that this browser began."),
    N_("Try again from the start. If it happens again, contact us."),
)
STALE = Failure(
    400,
    N_("This sign-in is over"),
    N_("It was begun in another browser, or more than half an hour ago, or it was finished already."),
    N_("Try again from the start."),
)
_BROKEN = N_("The identity service is not working at the moment, so nobody can sign in.")
FAILED = {
    "broken": Failure(502, N_("Sign-in does not work right now"), _BROKEN, N_("Try again in a few minutes.")),
    "down": Failure(503, N_("Sign-in does not work right now"), _BROKEN, N_("Try again in a few minutes.")),
    "slow": Failure(
        504,
        N_("Sign-in takes too long"),
        N_("The identity service did not answer in time."),
        N_("Try again in a few minutes."),
    ),
}


@account.get("/<language:lang>/sign-in")
def show_sign_in() -> Response:
    return _sign_in_page("citizen")


@account.get("/<language:lang>/office/sign-in")
def show_office_sign_in() -> Response:
    return _sign_in_page("staff")


@account.get("/<language:lang>/sign-in/go")
def go_to_provider() -> Response:
    return _go("citizen")


@account.get("/<language:lang>/office/sign-in/go")
def go_to_office_provider() -> Response:
    return _go("staff")


@account.get(CALLBACKS["citizen"])
def come_back() -> Response:
    return _come_back("citizen")


@account.get(CALLBACKS["staff"])
def come_back_to_office() -> Response:
    return _come_back("staff")


def _sign_in_page(door: Door) -> Response:
    after = own_path(request.args.get("next", ""), door)
    if sessions.current(door) is not None:
        return _see_other(after)
    return page(
        "account/sign_in.html",
        around={"urls": _without_button(door)},
        door=door,
        kept="kept" in request.args,
        ended=request.args.get("ended", ""),
        go_url=f"{sign_in_path(door)}/go?{urlencode({'next': after})}",
        other_url=sign_in_path("citizen" if door == "staff" else "staff"),
        open=door in parts().providers,
    )


def _without_button(door: Door) -> dict[str, str]:
    lang = locale.language()
    return ways(lang) | (staff_ways(lang) if door == "staff" else {}) | {"sign_in": ""}


def _go(door: Door) -> Response:
    """Away to the provider. It only leads away: whoever is sent here by a stranger comes back as themselves."""
    provider = parts().providers.get(door)
    if provider is None:
        return _fail(FAILED["down"], door, "")
    after, language = own_path(request.args.get("next", ""), door), locale.language()
    callback = parts().settings.base_url + CALLBACKS[door]
    try:
        url, transaction = provider.start(callback, clock.now(), language=language)
    except (OutsideFailed, ProviderLied) as fault:
        return _tell(fault, door, after)
    response = _see_other(url)
    transactions.keep(response, door, Begun(transaction, after, language))
    return response


def _come_back(door: Door) -> Response:
    begun = transactions.find(door, request.args.get("state", ""))
    provider = parts().providers.get(door)
    if begun is None or provider is None:
        return _fail(STALE, door, "")
    g.lang = begun.language if begun.language in parts().languages else locale.language()
    try:
        claims = _finish(provider, begun)
    except (Declined, ProviderLied, OutsideFailed) as fault:
        return _tell(fault, door, begun.next)
    return _let_in(door, claims, begun)


def _finish(provider: Provider, begun: Begun) -> Claims:
    given = request.args.to_dict(flat=False)
    if any(len(values) > 1 for values in given.values()):
        raise ProviderLied("answer", "says something twice")
    params = {name: values[0] for name, values in given.items()}
    return provider.finish(params, begun.transaction, clock.now())


def _let_in(door: Door, claims: Claims, begun: Begun) -> Response:
    """A new session and its cookie, whatever this browser had before."""
    with parts().store.writing() as session:
        arrived = arrive(
            session,
            claims,
            door=door,
            times=sessions.times_of(parts().settings, door),
            language=locale.language(),
            now=clock.now(),
            replacing=sessions.token_of(door),
        )
        parking.note_waiting(session, arrived.actor)
    csrf.renew()
    response = _see_other(own_path(begun.next, door))
    transactions.drop(response, door)
    sessions.give_cookie(response, door, arrived.token)
    return response


def _tell(fault: Declined | ProviderLied | OutsideFailed, door: Door, after: str) -> Response:
    about = fault.about if isinstance(fault, ProviderLied) else fault.reason
    _log.warning("sign-in failed", door=door, kind=type(fault).__name__, about=about)
    if isinstance(fault, OutsideFailed):
        return _fail(FAILED[fault.how], door, after)
    return _fail(DECLINED if isinstance(fault, Declined) else LIED, door, after)


def _fail(failure: Failure, door: Door, after: str) -> Response:
    word = locale.words().word
    again = f"{sign_in_path(door)}?{urlencode({'next': after})}" if after else sign_in_path(door)
    response = page(
        "account/sign_in_failed.html",
        status=failure.status,
        around={"urls": _without_button(door)},
        title=word(failure.title),
        happened=word(failure.happened),
        lost=word(_NOTHING_LOST),
        next=word(failure.next),
        again_url=again,
    )
    transactions.drop(response, door)
    if failure.status == 503:
        response.headers["Retry-After"] = "60"
    return response


def own_path(asked: str, door: Door) -> str:
    """`asked` where it is a page of ours behind the same door, else the door's first page."""
    room = f"/{locale.language()}/office/cases" if door == "staff" else f"/{locale.language()}/my"
    if (
        not asked
        or len(asked) > _LONGEST_NEXT
        or asked[:1] != "/"
        or asked[:2] == "//"
        or not asked.isprintable()
        or "\\" in asked
    ):
        return room
    try:
        there = urlsplit(asked)
    except ValueError:
        return room
    if there.scheme or there.netloc or is_staff_room(there.path) != (door == "staff"):
        return room
    try:
        endpoint, _ = current_app.url_map.bind(request.host).match(there.path, "GET")
    except HTTPException:
        return room
    return room if str(endpoint).startswith("account.") and not str(endpoint).endswith("account") else asked


def _see_other(address: str) -> Response:
    return redirect(address, 303)  # type: ignore[return-value]
