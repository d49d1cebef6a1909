"""Floor 3. Reads a list's CSV file: each row an option; what is wrong with it is told at its own line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping

from portal.errors import N_
from portal.spec.bundle import Bundle
from portal.spec.model import Option, Phrase
from portal.spec.shape import Shape
from portal.spec.source import NOT_UTF8, Node

MAX_LIST_ROWS = 100_000


def read_list(shape: Shape, bundle: Bundle, *, name: str, given: Mapping[str, Node], path: str) -> tuple[Option, ...]:
    """The options in the file at `path`; `given`: the keys `file`, `code` and `label` of the list called `name`."""
    if path not in bundle.files:
        listed = ", ".join(sorted(p for p in bundle.files if p.endswith(".csv"))) or "–"
        shape.fault(
            given["file"],
            N_("There is no file “{path}” in this service."),
            N_("Its lists are: {known}."),
            path=path,
            known=listed,
        )
        return ()
    text = bundle.text(path)
    if unfit := re.search("[\x00\ufffd]", text):
        shape.fault_in(path, text.count("\n", 0, unfit.start()) + 1, *NOT_UTF8)
        return ()
    rows = csv.DictReader(io.StringIO(text), strict=True)
    code_column, label_column = shape.word(given["code"], "code"), shape.word(given["label"], "label")
    columns = tuple(rows.fieldnames or ())
    for column, at in ((code_column, "code"), (label_column, "label")):
        if column not in columns:
            shape.fault(
                given[at],
                N_("The file {path} has no column “{column}”."),
                N_("Its columns are: {known}."),
                path=path,
                column=column,
                known=", ".join(columns),
            )
            return ()
    options: dict[str, Option] = {}
    try:
        for row in rows:
            code, label = (row[code_column] or "").strip(), (row[label_column] or "").strip()
            if not code or not label or code in options or len(options) >= MAX_LIST_ROWS:
                message = N_("This row has no code or no label, or its code stands in another row too.")
                shape.fault_in(path, rows.line_num, message, N_("Give each row a code of its own and a label."))
                continue
            phrase = Phrase(label, f"{shape.owner}/{name}/label/{code}")
            shape.phrases.append(phrase)
            options[code] = Option(code, phrase, facts={c: v for c, v in row.items() if c and isinstance(v, str)})
    except csv.Error as error:
        message, remedy = N_("The list cannot be read: {problem}."), N_("Save it as CSV with commas, in UTF-8.")
        shape.fault_in(path, rows.line_num, message, remedy, problem=str(error))
    return tuple(options.values())
