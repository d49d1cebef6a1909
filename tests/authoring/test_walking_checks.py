"""The walk gives answers that agree with each other: services that nobody made for it, each with checks over several answers."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from portal.authoring.importing.forms import scenarios_of
from portal.authoring.importing.writing import yaml_of
from portal.authoring.scenarios import read_scenarios, run
from portal.authoring.walking import walk_service
from portal.spec.bundle import bundle_from_folder
from portal.spec.reader import read_service
from tests.authoring.test_documentation import a_service

HOME = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 24)
LAST = '- page: last\n  title: Last\n  ask:\n  - {field: dog_name, kind: text, label: "Anything else?"}\n'


def page(name: str, *asked: str, when: str = "", **groups: str) -> str:
    """A page of the language, its questions each as `name: kind, more`; a group's as `name="0 to 3 | inner: kind | …"`."""
    lines = [f"- page: on_{name}", f"  title: Page {name}", *([f'  when: "{when}"'] if when else []), "  ask:"]
    for one in asked:
        lines.append(f"  - {question(one)}")
    for group, told in groups.items():
        items, *inner = (part.strip() for part in told.split("|"))
        lines += [f"  - group: {group}", f"    label: {group}", f"    items: {items}", "    ask:"]
        lines += [f"    - {question(one)}" for one in inner]
    return "\n".join(lines) + "\n"


def question(told: str) -> str:
    name, _, kind = told.partition(": ")
    kind = re.sub(r"(?<=: )([A-Z][a-z ]*)(?=[,}])", r'"\1"', kind)
    return f'{{field: {name}, label: "{name}", kind: {kind}}}'


def checks(*told: str) -> str:
    """Each as `place: rule that must not hold`."""
    lines = ["checks:"]
    for number, one in enumerate(told):
        at, _, when = one.partition(": ")
        lines.append(f'- {{check: check{number}, at: {at}, when: "{when}", says: "Check this"}}')
    return "\n".join(lines) + "\n"


ENDS = "{email: By email, post: By post}"
SERVICES = {
    "dates on two pages, in order and not too far apart": (
        page("begin", "begins: date, earliest: today") + page("end", "ends: date"),
        checks("ends: ends < begins", "ends: days_between(begins, ends) > 14", "ends: days_between(begins, ends) < 3"),
    ),
    "a day a fixed time after another": (
        page("born", "born: date, latest: today") + page("moved", "moved: date, latest: today"),
        checks("moved: moved < born + duration('18 years')", "moved: moved > born + duration('20 years')"),
    ),
    "times, and the hours between them": (
        page("hours", "opens: time", "pause: time", "closes: time"),
        checks("pause: pause <= opens", "closes: closes <= pause", "opens: opens < '09:30'"),
    ),
    "shares of a group that make a hundred": (
        page("owners", owner="2 to 4 | name: text | share: percentage"),
        checks("owner: sum(owner.share) != 100", "owner.share: owner.share < 10"),
    ),
    "shares on one page that make a hundred": (
        page(
            "use",
            "home: integer, min: 0, max: 100",
            "work: integer, min: 0, max: 100",
            "rest: integer, min: 5, max: 30",
        ),
        checks("rest: home + work + rest != 100", "work: work <= home"),
    ),
    "an email typed twice": (
        page("reach", "mail: email", "mail_again: email"),
        checks("mail_again: mail_again != mail"),
    ),
    "a post code that begins as its region says": (
        page("region", "region: choice, options: {north: North, south: South}")
        + page("post", "code: text, max_length: 7"),
        checks(
            "code: region == 'north' && !code.startsWith('AB')",
            "code: region == 'south' && !code.matches('^[C-E][0-9]{4}$')",
        ),
    ),
    "a budget in money": (
        page("budget", "granted: money, max: 5000 EUR") + page("costs", cost="1 to 5 | what: text | amount: money"),
        checks("cost: sum(cost.amount) > granted", "cost: sum(cost.amount) < money('1200 EUR')"),
    ),
    "as many items as were told, and none twice": (
        page("how_many", "children: integer, min: 3, max: 6")
        + page("children_page", child="1 to 6 | age_now: integer, min: 0, max: 17"),
        checks(
            "child: size(child) != children",
            "child: child.exists(a, size(child.filter(b, b.age_now == a.age_now)) > 1)",
        ),
    ),
    "items that are compared inside": (
        page("jobs", job="2 to 4 | since: date | until: date | hours: integer, min: 1, max: 60"),
        checks(
            "job.until: job.until <= job.since", "job: sum(job.hours) > 50", "job: max(job.hours) - min(job.hours) < 7"
        ),
    ),
    "so many options of several": (
        page(
            "choices",
            "wanted: integer, min: 2, max: 4",
            "things: several choices, options: {a: A, b: B, c: C, d: D, e: E}",
        ),
        checks("things: size(things) != wanted", "things: 'a' in things && 'b' in things", "things: !('d' in things)"),
    ),
    "a number reckoned from another": (
        page("crowd", "people: integer, min: 250, max: 3000")
        + page("help", "helpers: integer, min: 1, max: 90", "cars: integer, min: 0, max: 400"),
        checks("helpers: helpers * 50 < people", "cars: cars / 3 != helpers", "cars: cars % 2 != 0"),
    ),
    "a range of days and the days in it": (
        page("away", "away: date range, earliest: today + 14 days, max_days: 10")
        + page("nights", night="1 to 10 | on_day: date | beds: integer, min: 1"),
        checks(
            "night: size(night) != days_between(away.from, away.until)",
            "night.on_day: night.on_day < away.from || night.on_day >= away.until",
        ),
    ),
    "what must be answered where another is": (
        page("contact", f"by: choice, options: {ENDS}", "mail: email, optional: yes", "street: text, optional: yes"),
        checks("by: by == 'email' && !answered(mail)", "by: by == 'post' && !answered(street)"),
    ),
    "statements that do not contradict each other": (
        page(
            "views",
            "views: likert, statements: {safe: Safe, clean: Clean}, scale: {no: No, partly: Partly, yes_: Yes}",
            "worst: choice, options: {safe: Safe, clean: Clean, none_: None}",
        ),
        checks(
            "worst: worst == 'safe' && views.safe != 'no'",
            "worst: worst == 'none_' && views.clean == 'no'",
            "views: views.safe == views.clean",
        ),
    ),
    "a grant that is a part of the cost": (
        page("plan", "cost: money, min: 100 EUR, max: 90000 EUR", "grant: money", "own_money: money"),
        checks(
            "grant: grant * 10 > cost * 4", "own_money: grant + own_money != cost", "grant: grant < money('500 EUR')"
        ),
    ),
    "a number that stays below one that was asked much earlier": (
        page("flat", "rooms: integer, min: 1, max: 9", "area: decimal, min: 15, max: 250")
        + LAST.replace("last", "middle").replace("dog_name", "middle_name")
        + page("people_page", "people: integer, min: 4, max: 20", "sleeps: integer, min: 1, max: 20"),
        checks(
            "people: people > rooms * 2", "people: area < people * 18", "sleeps: sleeps > people || sleeps + 2 < people"
        ),
    ),
}


@pytest.mark.parametrize(
    "name", ["parking-permit", "residence-certificate", "street-event-permit", "business-opening-notification"]
)
def test_the_walk_sees_all_of_each_shipped_service(name: str) -> None:
    service = read_service(bundle_from_folder(HOME / "forms" / name))

    found = walk_service(service, TODAY)

    assert found.seen == set(service.pages_by_id)
    assert found.is_whole


@pytest.mark.parametrize("name", SERVICES)
def test_answers_that_are_checked_against_each_other_are_walked_through(name: str) -> None:
    pages, checked = SERVICES[name]
    bundle = a_service(f"{checked}pages:\n{pages}{LAST}")
    service = read_service(bundle)

    found = walk_service(service, TODAY)

    assert found.is_whole, (found.undecided, found.stuck)
    assert found.seen == set(service.pages_by_id)
    bundle = bundle.replace("scenarios.yaml", yaml_of(list(scenarios_of(found, TODAY))))
    assert [str(one) for scenario in read_scenarios(bundle, service) for one in run(service, scenario)] == []


FIRST = page(
    "first", "room: integer, min: 1, max: 40", "price: money, max: 900 EUR", "since: date, latest: today",
    "until: date", "nick: text, max_length: 12", "colour: choice, options: {red: Red, green: Green, blue: Blue}",
    walker="0 to 3 | walks: integer, min: 1, max: 20 | starts: time | has_dog: yes no",
)  # fmt: skip


@pytest.mark.parametrize(
    "when",
    [
        "sum(walker.walks) == 59",
        "nick.matches('^[xyz]{5}[0-9]{4}$')",
        "nick.endsWith('son') && size(nick) > 10",
        "days_between(since, until) == 97",
        "until >= since + duration('3 years')",
        "walker.exists(one, one.walks == room && one.has_dog)",
        "size(walker) > 1 && walker.all(one, one.walks * 2 == room)",
        "size(walker.filter(one, one.starts > '21:30')) == 2 && walker.exists(one, one.starts < '06:00')",
        "min(walker.walks) == 7 && max(walker.walks) == 13 && room - 5 > max(walker.walks)",
        "price * room > money('10000 EUR') && price / 7 < money('80 EUR')",
        "room % 7 == 3 && (room - 3) / 7 == 4",
        "colour == 'red' ? room == 33 : false",
        "sum(walker.map(one, one.walks * 10)) == 330",
        "!answered(walker) && nick.startsWith('Rex') && nick.contains('x-r')",
        "size(walker) == 3 && walker.all(a, walker.filter(b, b.walks == a.walks).size() == 1)",
    ],
)
def test_a_page_is_seen_though_its_condition_looks_at_answers_together(when: str) -> None:
    service = read_service(a_service(f"pages:\n{FIRST}{page('asked', 'more: yes no', when=when)}{LAST}"))

    found = walk_service(service, TODAY)

    assert found.seen == {"on_first", "on_asked", "last"}
    assert found.is_whole


def test_a_page_is_seen_through_pages_tables_and_values_that_bring_it_up() -> None:
    kinds = '- {row: far, if: {total: "> 100"}, gives: far}\n    - {row: other, otherwise: near}\n'
    more = (
        'values:\n  total: {kind: integer, is: "sum(walker.walks) + room"}\n'
        f'tables:\n  reach:\n    kind: choice\n    options: {{far: "Far", near: "Near"}}\n    rows:\n    {kinds}'
        'conditions:\n  long: {is: "reach == \'far\' && until > since", says: "It is far"}\n'
    )
    pages = FIRST.replace("max: 40", "max: 60") + page("second", "tall: yes no", when="long")
    pages += page("third", "height: integer, min: 1, max: 99", when="tall && room > 50") + page(
        "fourth", "done: yes no", when="height == room + 1"
    )
    service = read_service(a_service(f"{more}pages:\n{pages}{LAST}"))

    found = walk_service(service, TODAY)

    assert found.seen == set(service.pages_by_id)


def test_a_check_that_nobody_passes_is_told_where_everybody_is_stuck() -> None:
    service = read_service(a_service(f"{checks('until: until < since || until >= since')}pages:\n{FIRST}{LAST}"))

    found = walk_service(service, TODAY)

    assert not found.is_whole
    assert {road.pages[-1] for road in found.stuck} == {"on_first"}
    assert dict(found.stuck[0].problems) == {"until": "check:check0"}


def test_what_is_beyond_the_walk_is_proved_or_left_open() -> None:
    """The items of a group are never exhausted, but what does not rest on them is proved all the same."""
    never = page("never", "no: yes no", when="room > 30 && room < 20 && size(walker) > 0")
    unclear = page("unclear", "maybe: yes no", when="nick.startsWith('A') && nick.startsWith('B')")
    beyond = page("beyond", "perhaps: yes no", when="sum(walker.walks) % 7 == 9")
    service = read_service(a_service(f"pages:\n{FIRST}{never}{unclear}{beyond}{LAST}"))

    found = walk_service(service, TODAY)

    assert found.unreachable == ("on_never",)
    assert found.undecided == ("on_unclear", "on_beyond")


def test_answers_of_its_own_scenarios_are_tried() -> None:
    """Who knows only the rule does not find the words that it wants."""
    secret = page(
        "secret", "found: yes no", when="nick.matches('k.*n') && nick.matches('^[a-z]+-[a-z]+$') && size(nick) == 11"
    )
    service = read_service(a_service(f"pages:\n{FIRST}{secret}{LAST}"))

    alone = walk_service(service, TODAY)
    together = walk_service(
        service, TODAY, [{"nick": "karu-maja-x"}, {"nick": "karu-majast", "room": "3"}, {"nick": "kodu-majakn"}]
    )

    assert "on_secret" not in alone.seen
    assert "on_secret" in together.seen
