"""Floor 6. What the prover can say of a service: each claim in words, its remedy, and the question that it leaves open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from portal.authoring.places import Place
from portal.authoring.witnesses import Witness
from portal.errors import N_, NOTE, WARNING, Fault


class Claim(NamedTuple):
    said: str
    remedy: str
    is_open: str


NO_PAGE = Claim(
    N_("No valid answers lead to the page “{name}”."),
    N_("Change its “when” or the exits before it, or take it out."),
    N_("Not decided: whether valid answers lead to the page “{name}”."),
)
NO_ITEM = Claim(
    N_("“{name}” is never shown."),
    N_("Change its “when”, or take it out."),
    N_("Not decided: whether “{name}” is ever shown."),
)
NO_OPTION = Claim(
    N_("The option “{code}” of “{name}” is never shown."),
    N_("Change its “when”, or take it out."),
    N_("Not decided: whether the option “{code}” of “{name}” is ever shown."),
)
NEVER = Claim(
    N_("The condition “{name}” is never true."),
    N_("Change it, or take out what waits for it."),
    N_("Not decided: whether the condition “{name}” is ever true."),
)
ALWAYS = Claim(
    N_("The condition “{name}” is true whatever people answer."),
    N_("Change it, or take it out."),
    N_("Not decided: whether the condition “{name}” is ever false."),
)
ALWAYS_WHEN = Claim(
    N_("The “when” of “{name}” is true for everybody who comes here."),
    N_("Change it, or take it out."),
    N_("Not decided: whether the “when” of “{name}” leaves anybody out."),
)
ALWAYS_EXIT = Claim(
    N_("Everybody who comes to the exit “{name}” ends there."),
    N_("Change its “when”: nobody gets further."),
    N_("Not decided: whether anybody passes the exit “{name}”."),
)
NEVER_FIRES = Claim(
    N_("The check “{name}” never finds anything wrong."),
    N_("Change its “when”, or take it out."),
    N_("Not decided: whether the check “{name}” ever finds anything wrong."),
)
ALWAYS_FIRES = Claim(
    N_("The check “{name}” stops everybody who answers “{field}”."),
    N_("Change its “when”: no answer passes it."),
    N_("Not decided: whether any answer to “{field}” passes the check “{name}”."),
)
NO_WAY_ON = Claim(
    N_("Nobody can complete the page “{name}”: no answers pass its checks."),
    N_("Change the checks, or the options’ conditions: together they leave no answer."),
    N_("Not decided: whether any answers complete the page “{name}”."),
)
NO_ANSWER = Claim(
    N_("Nobody who answers “{field}” can complete the page: its checks leave no answer together."),
    N_("Change the checks: what one lets pass, another stops."),
    N_("Not decided: whether any answer to “{field}” passes its checks."),
)
DEAD_OPTION = Claim(
    N_("Nobody who chooses “{code}” of “{name}” can complete the page: its checks stop them."),
    N_("Change the checks, or take the option out."),
    N_("Not decided: whether the checks of the page let anybody pass who chooses “{code}” of “{name}”."),
)
NEVER_REQUIRED = Claim(
    N_("The “required” of “{name}” is never true."),
    N_("Change it, or write “optional: yes”."),
    N_("Not decided: whether the “required” of “{name}” is ever true."),
)
ALWAYS_REQUIRED = Claim(
    N_("The “required” of “{name}” is true for everybody who comes here."),
    N_("Change it, or take it out."),
    N_("Not decided: whether the “required” of “{name}” leaves anybody out."),
)
BAD_DEFAULT = Claim(
    N_("The default of “{name}” is not a valid answer, so it is never filled in."),
    N_("Change it, or the limits of the question."),
    "",
)
NO_VALUE = Claim(N_("“{name}” has no valid answer: its limits leave none."), N_("Change its limits."), "")
NO_ROW = Claim(
    N_("The row “{name}” of the fee is never reached."),
    N_("Change its “when”, or move it before the rows that take its cases."),
    N_("Not decided: whether the row “{name}” of the fee is ever reached."),
)
HOLE = Claim(
    N_("With some answers the fee is not known: the row “{name}” asks for what was not answered."),
    N_("Ask first whether it was, as in “answered(…) && …”."),
    N_("Not decided: whether the row “{name}” of the fee is known with all answers."),
)
NO_AMOUNT = Claim(
    N_(
        "With some answers the fee is not known: the amount of the row “{name}” is worked out of what was not answered."
    ),
    N_("Narrow its “when”, or ask first whether it was answered, as in “answered(…) ? … : 0 EUR”."),
    N_("Not decided: whether the amount of the row “{name}” of the fee is known with all answers."),
)
BELOW_NOTHING = Claim(
    N_("With some answers the row “{name}” of the fee comes to less than nothing, and counts as nothing."),
    N_("Change the amount; where that is meant, write it out: max(0 EUR, …)."),
    N_("Not decided: whether the row “{name}” of the fee ever comes to less than nothing."),
)
NO_DAY = Claim(
    N_("With some answers the document “{name}” has no day for “{key}”, and cannot be issued."),
    N_("Ask for it of everybody, or say what else it is: “answered(…) ? … : …”."),
    N_("Not decided: whether the document “{name}” has a day for “{key}” with all answers."),
)
OVER = Claim(
    N_("With some answers the document “{name}” is over before the day it is issued, and cannot be issued."),
    N_("Change “until”, or let the question take no day that is past."),
    N_("Not decided: whether the document “{name}” is ever over before the day it is issued."),
)
ALWAYS_OVER = Claim(
    N_("The document “{name}” is over before the day it is issued, whatever people answer: it is never issued."),
    N_("Change “until” to a day that is to come."),
    "",
)
NEVER_BEGINS = Claim(
    N_("With some answers the document “{name}” ends before it begins, and cannot be issued."),
    N_("Change “from” or “until”, or check that the answers are in order."),
    N_("Not decided: whether the document “{name}” ever ends before it begins."),
)
NO_TABLE_ROW = Claim(
    N_("The row “{name}” of the table “{table}” is never reached."),
    N_("Change when it holds, or move it before the rows that take its cases."),
    N_("Not decided: whether the row “{name}” of the table “{table}” is ever reached."),
)
TABLE_HOLE = Claim(
    N_("No row of the table “{table}” is for these answers: {answers}."),
    N_("Add a row for them, or a last row “otherwise: …”; as it is, the value is missing there."),
    N_("Not decided: whether a row of the table “{table}” is for each of the answers."),
)
TABLE_OVERLAP = Claim(
    N_("The rows “{first}” and “{second}” of the table “{table}” can hold at once, and give different things."),
    N_("The upper one is taken. Where that is not meant, narrow one of them."),
    "",
)
SEVERAL_ROWS = N_("Not decided: whether these rows of “{table}” are ever reached, and known with all answers: {rows}.")
NOT_WALKED = N_("The answers that were found lead to no end.")
TOO_LONG = N_("There are more combinations than are tried.")


@dataclass(frozen=True)
class Finding:
    """Something proved, with the answers that show it where there are such; `proved_on`: the day that the proof rests on."""

    fault: Fault
    witness: Witness | None = None
    proved_on: date | None = None


@dataclass(frozen=True)
class Proof:
    """All that was found, in file order, and what was not decided, with the reason. `steps`: how long it took, always the same."""

    findings: tuple[Finding, ...]
    undecided: tuple[Fault, ...]
    steps: int = 0

    @property
    def faults(self) -> tuple[Fault, ...]:
        """As warnings and notes; a witness is the param `scenario`, the day that a proof rests on the param `day`."""
        told = [_with(one) for one in self.findings]
        return tuple(sorted([*told, *self.undecided]))


def _with(finding: Finding) -> Fault:
    more: dict[str, Any] = {}
    if finding.witness:
        more["scenario"] = finding.witness.text
    if finding.proved_on:
        more["day"] = finding.proved_on.isoformat()
    return replace(finding.fault, params={**finding.fault.params, **more})


def claimed(place: Place, claim: Claim, code: str = "proof", /, **params: Any) -> Fault:
    return Fault(*place, claim.said, claim.remedy, params, WARNING, code)


def left_open(place: Place, claim: Claim, why: str, **params: Any) -> Fault:
    return Fault(*place, claim.is_open, why, params, NOTE, "proof")


def told_once(undecided: Sequence[Fault]) -> Iterator[Fault]:
    """What is left open, with one note for each table and for the fee: of its rows much the same is said."""
    kept: dict[str, list[Fault]] = {}
    for one in sorted(undecided):
        if one.message in (NO_ROW.is_open, HOLE.is_open, NO_AMOUNT.is_open, NO_TABLE_ROW.is_open):
            kept.setdefault(str(one.params.get("table", "fee")), []).append(one)
        else:
            yield one
    for table, notes in kept.items():
        rows = ", ".join(dict.fromkeys(str(one.params["name"]) for one in notes))
        params = {**notes[0].params, "table": table, "rows": rows}
        yield notes[0] if len(notes) == 1 else replace(notes[0], message=SEVERAL_ROWS, params=params)
