"""The part we share with CEL is CEL: the same expressions give the same values as Google's own engine."""

from __future__ import annotations

import os
from collections.abc import Mapping
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from portal.rules import UNKNOWN, RuleFaults, compile_rule
from tests.rules.expressions import NAMES, Writer, an_answer, answers, damaged, expressions

cel = pytest.importorskip("cel_expr_python.cel", reason="Google publishes no wheel for this machine")

FUZZ = int(os.environ.get("FUZZ", "0"))
EXPRESSIONS = FUZZ or 1_000  # `make fuzz` tries 100,000
SEED = int(os.environ.get("FUZZ_SEED", "1"))

ORACLE = cel.NewEnv(
    variables={
        "n": cel.Type.INT,
        "m": cel.Type.INT,
        "t": cel.Type.STRING,
        "u": cel.Type.STRING,
        "b": cel.Type.BOOL,
        "c": cel.Type.BOOL,
        "numbers": cel.Type.List(cel.Type.INT),
        "words": cel.Type.List(cel.Type.STRING),
        "kids": cel.Type.List(cel.Type.Map(cel.Type.STRING, cel.Type.DYN)),
    }
)


def judged_by_cel(source: str, env: dict[str, object]) -> object:
    """What CEL makes of it; what it calls an error is UNKNOWN here."""
    found = ORACLE.compile(source).eval(data=env)
    if found.type() == cel.Type.ERROR:
        return UNKNOWN
    return _bare(found)


def _bare(value: Any) -> object:
    """The value without CEL's wrapping, at every depth."""
    if hasattr(value, "value"):
        value = value.value()
    if isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, Mapping):
        return {_bare(name): _bare(part) for name, part in value.items()}
    return [_bare(one) for one in value]


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(source=expressions(), env=answers())
def test_our_engine_agrees_with_cel(source: str, env: dict[str, object]) -> None:
    value = compile_rule(source, NAMES)(env)

    expected = judged_by_cel(source, env)
    assert type(value) is type(expected)
    assert value == expected


def test_no_expression_of_the_common_part_means_another_thing_to_cel() -> None:
    random, accepted, differing = Random(SEED), 0, []
    for _ in range(EXPRESSIONS):
        source = Writer(random).anything(3)
        if random.random() < 0.4:
            source = damaged(source, random)
        try:
            rule = compile_rule(source, NAMES)
            ORACLE.compile(source)
        except (RuleFaults, RuntimeError):
            continue  # one of the two does not know it
        accepted += 1
        env = an_answer(random)
        ours, theirs = rule(env), judged_by_cel(source, env)
        if type(ours) is not type(theirs) or ours != theirs:
            differing.append((source, env, ours, theirs))

    assert differing == []
    assert accepted >= EXPRESSIONS / 2


@pytest.mark.parametrize(
    "source",
    [
        "fule == 1",
        "n == 'text'",
        "n + true",
        "t.startsWith(1)",
        "b && 1",
        "n in n",
        "numbers.exists(one, one)",
        "t.nothing()",
        "n ==",
        "(n",
        "n ? 1 : 2",
        "b ? 1 : 'x'",
        "!n",
        "-t",
        "true < 'x'",
    ],
)
def test_what_cel_refuses_we_refuse(source: str) -> None:
    with pytest.raises(RuntimeError):
        ORACLE.compile(source)

    with pytest.raises(RuleFaults):
        compile_rule(source, NAMES)
