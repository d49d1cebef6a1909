"""Floor 6. What waits for an answer that is asked pages later: it cannot be known where people come to it.

It is no fault, since they are led back before they can send. In a task list of free order people choose the order
themselves, so only pages of one task come after each other.
"""

from __future__ import annotations

from collections.abc import Iterator

from portal.authoring.advice.warnings import warning
from portal.authoring.places import Place, Places
from portal.errors import Fault
from portal.rules import Rule
from portal.spec.model import Page, Service


def asked_later(service: Service, places: Places) -> Iterator[Fault]:
    """Pages, questions, texts, options, what is required and defaults whose rule reads an answer of a later page."""
    for where, condition in service.every_condition.items():
        kind, _, name = where.rpartition(":")
        if kind not in ("", "page"):
            continue
        path, key, code = _parts(name)
        page = service.pages_by_id[name] if kind else _page_of(service, path)
        if page and (later := _latest(service, page, condition.rule)):
            at = places.of(path, "options", code, "when") if code else places.of(path, key)
            yield _warned("asked-later", at, service, later, name=code or path)
    for path, one in service.fields.items():
        if one.default and (later := _latest(service, service.page_of[path], one.default)):
            yield _warned("asked-later", places.of(path, "default"), service, later, name=path)
    for check in service.checks:
        if later := _latest(service, service.page_of[check.at], check.when.rule):
            yield _warned("told-late", places.of(check.id, "at"), service, later, name=check.id, at=check.at)


def _warned(code: str, place: Place, service: Service, later: str, **params: str) -> Fault:
    return warning(code, place, field=later, page=service.page_of[later].id, **params)


def _parts(name: str) -> tuple[str, str, str]:
    """(path, key, option) of a condition's place: `breed`, `breed?required`, `breed/lab`."""
    path, _, key = name.partition("?")
    path, _, code = path.partition("/")
    return path, key or "when", code


def _page_of(service: Service, path: str) -> Page | None:
    item = path.partition(".")[0]
    return next((page for page in service.pages if any(one.id == item for one in page.ask)), None)


def _latest(service: Service, page: Page, rule: Rule) -> str:
    """The question or group, of those that the rule looks at and a later page asks, that is asked last; else ""."""
    here = service.place_of[page.id]
    later = [
        (service.place_of[asked.id], name)
        for name in service.rests_on(rule)
        if (asked := service.page_of.get(name)) and service.place_of[asked.id] > here
        if _follows(service, page, asked)
    ]
    return max(later)[1] if later else ""


def _follows(service: Service, page: Page, other: Page) -> bool:
    """Whether who comes to the page cannot have chosen to do the other first."""
    tasks = service.task_list
    return not (tasks and tasks.is_free) or any(
        page.id in part.pages and other.id in part.pages for part in tasks.parts
    )
