"""The words for a rule never contradict it: what is said, joined as it is said, holds exactly where the rule holds."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from portal.i18n.catalogue import Catalogues
from portal.rules import Rule, compile_rule, types
from portal.rules.nodes import Node, children
from portal.usecases.releases import read_bundle
from portal.wording.clauses import _Joined, _key, _Said, _Teller, _tidy, _Told
from tests.spec.services import SMALL, bundle
from tests.wording.test_clauses import HOME

ASKED = """\
  - {field: weight, kind: integer, label: "Weight?"}
  - {field: is_guide, kind: yes no, label: "Guide?"}
  - {field: has_chip, kind: yes no, label: "Chip?"}
"""
SERVED = read_bundle(bundle(SMALL.replace("  - field: breed\n", f"{ASKED}  - field: breed\n", 1)))
NAMES = {
    "weight": types.INTEGER,
    "is_guide": types.BOOLEAN,
    "has_chip": types.BOOLEAN,
    "size_of": types.Code(("small", "big")),
}
SIMPLE = st.sampled_from(
    [
        "is_guide", "has_chip", "is_guide == false", "has_chip != true", "weight > 3", "3 >= weight", "weight == 3",
        "size_of == 'small'", "size_of != 'big'", "size_of in ['small']", "true", "false",
    ]
)  # fmt: skip
RULES = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        inner.map(lambda one: f"!({one})"),
        st.lists(inner, min_size=2, max_size=3).map(lambda them: " && ".join(f"({one})" for one in them)),
        st.lists(inner, min_size=2, max_size=3).map(lambda them: " || ".join(f"({one})" for one in them)),
        st.tuples(inner, inner, inner).map(lambda them: f"({them[0]}) ? ({them[1]}) : ({them[2]})"),
    ),
    max_leaves=8,
)
ANSWERS = st.fixed_dictionaries(
    {
        "weight": st.sampled_from([2, 3, 4]),
        "is_guide": st.booleans(),
        "has_chip": st.booleans(),
        "size_of": st.sampled_from(["small", "big"]),
    }
)


def nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in children(node):
        yield from nodes(child)


def holds(told: _Told, rule: Rule, answers: dict[str, object]) -> bool:
    if isinstance(told, _Joined):
        each = [holds(part, rule, answers) for part in told.parts]
        return all(each) if told.every else any(each)
    assert isinstance(told, _Said)
    said = next(one for one in nodes(rule.tree) if _key(one) == told.key)
    return (rule.run_of(said)(answers) is True) is told.wanted


@given(RULES, ANSWERS)
def test_what_is_said_holds_where_the_rule_holds(source: str, answers: dict[str, object]) -> None:
    rule = compile_rule(source, NAMES, expects=types.BOOLEAN)
    words = SERVED.translations.words("en", Catalogues(HOME / "translations").words("en"), "UTC")
    teller = _Teller(SERVED.service, words, lambda path: path)

    told = _tidy(teller.tell(rule.tree, True, {}))

    assert holds(told, rule, answers) is (rule(answers) is True)
