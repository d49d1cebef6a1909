"""The demo's people, and what the register says about them."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread

import pytest
from stdnum.ee import ik

from portal.demo.people import BY_ID, BY_NUMBER, PEOPLE
from portal.demo.register import TOKEN, make_register
from portal.gateways.registers import RegisterAnswer, ask_register


def test_everybodys_number_is_one_that_could_be() -> None:
    for person in PEOPLE:
        assert ik.is_valid(person.national_number), person.id
        assert ik.get_birth_date(person.national_number) == person.birth_date


def test_nobody_is_there_twice() -> None:
    assert len(BY_ID) == len(BY_NUMBER) == len(PEOPLE)
    assert len({person.name for person in PEOPLE}) == len(PEOPLE)


def test_there_are_one_name_an_arabic_name_and_every_answer_of_the_register() -> None:
    assert any(not person.family_name for person in PEOPLE)
    assert any("\u0600" <= person.name[0] <= "\u06ff" for person in PEOPLE)
    assert {person.register for person in PEOPLE} == {"agree", "disagree", "slow", "down", "not found"}


@pytest.fixture(scope="module")
def register() -> Iterator[str]:
    server = make_register(0, slow_seconds=30)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def ask(register: str, who: str, token: str = TOKEN) -> RegisterAnswer:
    patience = 0.5 if BY_ID[who].register == "slow" else 10
    return ask_register(register, BY_ID[who].national_number, token=token, deadline_seconds=patience)


def test_the_register_agrees_with_leila(register: str) -> None:
    said = ask(register, "leila-haddad")

    assert said.outcome == "answer"
    assert said.facts["address"] == {"street": "12 Rope Walk, flat 4", "postal_code": "10123", "city": "Solmere"}
    assert (said.facts["name"], said.facts["birth_date"]) == ("Leila Haddad", "1985-04-12")


def test_the_register_disagrees_about_mart(register: str) -> None:
    assert ask(register, "mart-tamm").facts["address"]["street"] != BY_ID["mart-tamm"].street


@pytest.mark.parametrize(("who", "outcome"), [("anna-kask", "slow"), ("suharto", "down"), ("siim-rebane", "not found")])
def test_the_register_has_its_bad_days(register: str, who: str, outcome: str) -> None:
    assert ask(register, who).outcome == outcome


def test_the_register_answers_nobody_without_its_token(register: str) -> None:
    assert ask(register, "leila-haddad", token="guessed").outcome == "down"
