"""Floor 3. Reads a list's CSV file: each row an option; what is wrong with it is told at its own line."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from portal.errors import N_
from portal.spec.bundle import SHARED, Bundle
from portal.spec.model import LongList, Option, Phrase
from portal.spec.rows import Codes, Listed, Rows
from portal.spec.shape import Shape
from portal.spec.source import NOT_UTF8, Node

MAX_LIST_ROWS = 100_000
MAX_COLUMNS = 50
LONG = 1_000  # rows: a longer list is kept by columns, and its labels are no messages of the catalogues
_UNREADABLE = (N_("The list cannot be read: {problem}."), N_("Save it as CSV with commas, in UTF-8."))


def read_list(
    shape: Shape, bundle: Bundle, *, name: str, given: Mapping[str, Node], path: str
) -> tuple[tuple[Option, ...] | LongList, tuple[str, ...]]:
    """The options in the file at `path`, and its columns; `given`: the keys of the list called `name`."""
    if path not in bundle.files:
        listed = ", ".join(sorted(p for p in bundle.files if p.endswith(".csv"))) or "–"
        shape.fault(
            given["file"],
            N_("There is no file “{path}” in this service."),
            N_("Its lists are: {known}."),
            path=path,
            known=listed,
        )
        return (), ()
    text = bundle.text(path)
    if unfit := re.search("[\x00\ufffd]", text):
        shape.fault_in(path, text.count("\n", 0, unfit.start()) + 1, *NOT_UTF8)
        return (), ()
    rows = csv.reader(io.StringIO(text), strict=True)
    columns: tuple[str, ...] = ()
    try:
        columns = tuple(next(rows, ()))
    except csv.Error as error:
        shape.fault_in(path, 1, *_UNREADABLE, problem=str(error))
        return (), ()
    if len(columns) > MAX_COLUMNS:
        message, remedy = N_("The list has more than {limit} columns."), N_("Leave out those that nothing asks for.")
        shape.fault_in(path, 1, message, remedy, limit=MAX_COLUMNS)
        return (), ()
    if wrong := _head_fault(columns):
        shape.fault_in(path, 1, *wrong)
        return (), ()
    labels_in = {key.value: value for key, value in shape.entries(given.get("labels"), "labels")}
    wanted = {"": given["code"], " ": given["label"], **labels_in}
    named = {key: shape.word(node, "a column") for key, node in wanted.items()}
    for key, column in named.items():
        if column not in columns:
            shape.fault(
                wanted[key],
                N_("The file {path} has no column “{column}”."),
                N_("Its columns are: {known}."),
                path=path,
                column=column,
                known=", ".join(columns),
            )
            return (), columns
    read, lines = _columns(shape, rows, columns, named[""], named[" "], path)
    codes, labels = read[columns.index(named[""])], read[columns.index(named[" "])]
    key = f"{shape.owner}/{name}/label"
    other = {language: read[columns.index(named[language])] for language in labels_in}
    if len(codes) > LONG:
        return Rows(Listed(key, Codes(codes), labels, dict(zip(columns, read, strict=True)), other)), columns
    options = []
    for place, (code, label) in enumerate(zip(codes, labels, strict=True)):
        shared = f"{PurePosixPath(path).stem}/label/{code}" if path.startswith(SHARED) else ""
        phrase = Phrase(label, f"{key}/{code}", lines[place], 1, shared, path)
        if not other:
            shape.phrases.append(phrase)
        facts = {column: values[place] for column, values in zip(columns, read, strict=True)}
        own = {language: column[place] for language, column in other.items() if column[place]}
        options.append(Option(code, phrase, facts=facts, labels=own))
    return tuple(options), columns


def _head_fault(columns: tuple[str, ...]) -> tuple[str, str] | None:
    """What is wrong with the first line of the file."""
    if not any(column.strip() for column in columns):
        return N_("The first line names no columns."), N_("Write them there, for example “code,label”.")
    if len(columns) == 1 and re.search("[;\t]", columns[0]):
        return N_("The columns of this file are not divided by commas."), N_("Save it as CSV with commas, in UTF-8.")
    named = [column for column in columns if column]
    if len(named) > len(set(named)):
        return N_("Two columns have the same name."), N_("Rename one of them.")
    return None


def _columns(
    shape: Shape, rows: Iterator[list[str]], columns: tuple[str, ...], code_column: str, label_column: str, path: str
) -> tuple[list[list[str]], list[int]]:
    """The file by columns, without the rows that have a fault, and the line of each row; cells that say the same are one."""
    found: list[list[str]] = [[] for _ in columns]
    lines: list[int] = []
    at_code, at_label, width = columns.index(code_column), columns.index(label_column), len(columns)
    seen: set[str] = set()
    line = 1
    try:
        for line, row in enumerate(rows, 2):
            if not row:
                continue
            if any(cell.strip() for cell in row[width:]):
                number, message = getattr(rows, "line_num", line), N_("This row has more cells than there are columns.")
                shape.fault_in(path, number, message, N_("Put a text that holds a comma in quotation marks."))
                continue
            cells = [*row[:width], *[""] * (width - len(row))]
            code, label = cells[at_code].strip(), cells[at_label].strip()
            if not code or not label or code in seen or len(seen) >= MAX_LIST_ROWS:
                message = N_("This row has no code or no label, or its code stands in another row too.")
                number = getattr(rows, "line_num", line)
                shape.fault_in(path, number, message, N_("Give each row a code of its own and a label."))
                continue
            seen.add(code)
            cells[at_code], cells[at_label] = code, label
            lines.append(getattr(rows, "line_num", line))
            for values, cell in zip(found, cells, strict=True):
                values.append(cell)
    except csv.Error as error:
        shape.fault_in(path, getattr(rows, "line_num", line), *_UNREADABLE, problem=str(error))
    few = [list(map(sys.intern, values)) if len(set(values)) < len(values) // 2 else values for values in found]
    return few, lines
