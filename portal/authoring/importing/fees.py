"""Floor 6. What a form charges: its own fees, and the fields that lead to a payment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from portal.authoring.importing.expressions import FALSE, TRUE, Part, Reader, joined, written
from portal.authoring.importing.findings import CHANGED, ODD, PART, Findings
from portal.authoring.importing.pages import PAYMENT, Node, Pages
from portal.authoring.importing.roads import Roads
from portal.authoring.importing.texts import plain
from portal.authoring.importing.xgov import Component, Form, text_of


def fee_of(form: Form, pages: Pages, roads: Roads, said: Mapping[str, str], findings: Findings) -> Any:
    """The service's `fee`; None where it is free."""
    fees = _Fees(form, pages, roads, said, findings)
    rows = list(fees.of_form())
    paid = [
        (path, one)
        for path in roads.parts
        if path not in roads.never
        for one in form.pages[path].components
        if one.type == PAYMENT
    ]
    for path, one in paid[1:] if not rows else paid:
        findings.add(PART, f"{path}, {one.name}", f"a payment beside another: {str(one.options)[:300]}")
    if len(rows) > 1:
        return {"take": "all", "rows": [fees.row(when, amount, because) for when, amount, because in rows]}
    if rows:
        when, amount, because = rows[0]
        return fees.first([(when, amount)], because)
    return fees.payment(*paid[0]) if paid else None


class _Fees:
    def __init__(self, form: Form, pages: Pages, roads: Roads, said: Mapping[str, str], findings: Findings) -> None:
        self.form, self.pages, self.roads, self.said, self.findings = form, pages, roads, said, findings
        self._reader = Reader(
            pages.fields, form.conditions, lambda what: findings.add(ODD, "the fee's condition", what),
            absent_is_null=form.is_ordered,
        )  # fmt: skip

    def of_form(self) -> Iterator[tuple[Part, str, str]]:
        """Each fee with when it is due and why; one that cannot be said is told."""
        given = self.form.raw.get("fees")
        for one in [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []:
            amount, when = _pence(one.get("amount")), self._when(text_of(one.get("condition")))
            if amount and when != FALSE and (multiplier := text_of(one.get("multiplier"))):
                amount = self._times(amount, multiplier)
            if not amount or when == FALSE:
                self.findings.add(PART, "fees", f"a fee that cannot be said here: {str(one)[:300]}")
            else:
                yield when, amount, plain(text_of(one.get("description"))) or self.said["fee"]

    def _times(self, amount: str, multiplier: str) -> str:
        """So much for each that a number says; "" where no number does. Who was not asked pays once, as there."""
        asked = self._reader.find(multiplier)
        if asked is None or asked.in_group or asked.kind not in ("integer", "decimal"):
            return ""
        if not self._is_asked(self._reader.known_name(multiplier)):
            return ""
        node = next(one for one in self.pages.built[asked.page].items if one.get("field") == asked.id)
        least = Decimal(node.get("min", -1))
        source = f"{amount} * {asked.id}" if least >= 0 else f"max(0 GBP, {amount} * {asked.id})"
        if least <= 0:
            what = f"a fee for each of “{multiplier}”: where that is 0, it is due once there and not at all here"
            self.findings.add(CHANGED, "fees", what)
        is_sure = self.roads.parts[asked.page] == TRUE and not node.keys() & {"when", "optional"}
        return source if is_sure else f"answered({asked.id}) ? {source} : {amount}"

    def payment(self, path: str, one: Component) -> Any:
        """The amount of a field that leads to a payment: the first that holds of those with conditions, else its own."""
        because = plain(text_of(one.options.get("description"))) or plain(one.title) or self.said["fee"]
        here, steps = self.roads.parts[path], []
        given = one.options.get("conditionalAmounts")
        for under in [under for under in given if isinstance(under, dict)] if isinstance(given, list) else []:
            amount, when = _pounds(under.get("amount")), self._when(text_of(under.get("condition")))
            if amount and when != FALSE:
                steps.append((joined("&&", [here, when]), amount))
            else:
                self.findings.add(
                    PART, f"{path}, {one.name}", f"an amount that cannot be said here: {str(under)[:300]}"
                )
        if amount := _pounds(one.options.get("amount")):
            steps.append((here, amount))
        self.findings.add(CHANGED, one.name, "it became the fee of the service, paid once all is answered")
        return self.first(steps, because) if steps else None

    def first(self, steps: list[tuple[Part, str]], because: str) -> list[Node]:
        """The rows of a fee of which the first that holds is paid."""
        rows: list[Node] = []
        for when, amount in steps:
            if when == TRUE:
                return [*rows, {"row": self._name("fee_for_all"), "otherwise": amount, "because": because}]
            rows.append(self.row(when, amount, because))
        return [*rows, {"row": self._name("fee_else"), "otherwise": "0 GBP", "because": self.said["no_fee"]}]

    def row(self, when: Part, amount: str, because: str) -> Node:
        return {"row": self._name("fee_due"), "when": written(when), "amount": amount, "because": because}

    def _name(self, wish: str) -> str:
        return self.pages.names.give(wish)

    def _when(self, condition: str) -> Part:
        if not condition:
            return TRUE
        if condition not in self.form.conditions:
            return FALSE
        return self._reader.holds(self.form.conditions[condition], self._is_asked)

    def _is_asked(self, name: str) -> bool:
        page = self.pages.fields[name].page
        if self.pages.fields[name].id in self.roads.unasked:
            return False
        return page in self.roads.parts and page not in self.roads.never


def _pence(value: Any) -> str:
    """The amount of one of the form's own fees, which are written in pence."""
    text = str(value)
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,9}(\.0+)?", text):
        return ""
    pounds, pence = divmod(int(text.partition(".")[0]), 100)
    return f"{pounds}.{pence:02} GBP" if pence else f"{pounds} GBP"


def _pounds(value: Any) -> str:
    """The amount of a payment's field, in pounds, as we write it; "" where it is none."""
    text = str(value)
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,7}(\.\d{1,2})?", text):
        return ""
    return f"{text}0 GBP" if re.fullmatch(r"\d+\.\d", text) else f"{text} GBP"
