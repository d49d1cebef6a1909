"""The forms' cookie: judged once, and still nobody's but its browser's."""

from __future__ import annotations

from flask import Flask

from portal.web.kit.csrf import FormCookie
from tests.pages import Visitor
from tests.people import signed_in


def token_of(visitor: Visitor) -> str:
    page = visitor.open("/en/apply/parking-permit")
    return next(field.get("value", "") for field in page.all("input", name="csrf_token"))


def test_a_browser_keeps_its_token_and_another_has_another(app: Flask) -> None:
    leila, mart = signed_in(app, "leila-haddad"), signed_in(app, "mart-tamm")

    assert token_of(leila) == token_of(leila)
    assert token_of(leila) != token_of(mart)


def test_a_forged_cookie_is_no_session_however_often_it_is_sent(app: Flask) -> None:
    leila = signed_in(app, "leila-haddad")
    token_of(leila)
    cookie = leila.client.get_cookie("form")
    assert cookie is not None
    forged = cookie.value[:-1] + ("A" if cookie.value[-1] != "A" else "B")

    for _ in range(2):
        with app.test_request_context("/", headers={"Cookie": f"form={forged}"}) as context:
            opened = app.session_interface.open_session(app, context.request)
            assert opened is not None
            assert not opened


def test_what_one_request_writes_is_not_read_by_the_next_from_the_old_cookie(app: Flask) -> None:
    leila = signed_in(app, "leila-haddad")
    token_of(leila)
    cookie = leila.client.get_cookie("form")
    assert cookie is not None
    interface = app.session_interface
    assert isinstance(interface, FormCookie)

    with app.test_request_context("/", headers={"Cookie": f"form={cookie.value}"}) as context:
        first = interface.open_session(app, context.request)
        assert first is not None
        first["said"] = "something"
        second = interface.open_session(app, context.request)

    assert second is not None
    assert "said" not in second
