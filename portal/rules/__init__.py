"""Floor 1. Expressions: a typed, total subset of CEL with named extensions, and decision tables.

parse → check → compile → evaluate. It knows types and values, not services: `spec` gives the names, `journey` the
answers.
"""

from portal.rules import types
from portal.rules.faults import RuleFault, RuleFaults
from portal.rules.judging import Domain, Judged, judge
from portal.rules.parser import RESERVED
from portal.rules.regex import Pattern, PatternFault, compile_pattern
from portal.rules.rule import Rule, compile_rule
from portal.rules.tables import Cycles, all_rows, first_row, order
from portal.rules.tracing import Trace, trace
from portal.rules.unary import CellFault, expression_of
from portal.rules.values import UNKNOWN, Duration, Money, Unknown, duration_in_words
from portal.rules.written import money_in_words

__all__ = [
    "RESERVED",
    "UNKNOWN",
    "CellFault",
    "Cycles",
    "Domain",
    "Duration",
    "Judged",
    "Money",
    "Pattern",
    "PatternFault",
    "Rule",
    "RuleFault",
    "RuleFaults",
    "Trace",
    "Unknown",
    "all_rows",
    "compile_pattern",
    "compile_rule",
    "duration_in_words",
    "expression_of",
    "first_row",
    "judge",
    "money_in_words",
    "order",
    "trace",
    "types",
]
