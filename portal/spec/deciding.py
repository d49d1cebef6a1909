"""Floor 3. Reads how a case is decided: its time, the reasons, the moves, and what may be decided without a clerk."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from portal.errors import N_
from portal.spec.keys import AUTOMATIC, DECIDED, IDENTITY, MOVE, REVIEW
from portal.spec.model import Automatic, Move, Review
from portal.spec.shape import Shape
from portal.spec.source import Node

# What a register can be asked to agree with; one that the operator adds may have others.
REGISTERS = {"population": IDENTITY}
_DECIDE = re.compile(r"(\d{1,3}) (working )?days?")


class Deciding:
    """`paths`: the fields that are asked; `documents`: those that moves may issue, None where they could not be read."""

    def __init__(self, shape: Shape, paths: Collection[str], documents: Collection[str] | None) -> None:
        self.shape = shape
        self.paths = paths
        self.documents = documents

    def review(self, node: Node | None) -> Review:
        shape = self.shape
        given = shape.mapping(node, REVIEW)
        days = _DECIDE.fullmatch(shape.word(given.get("decide_within"), "decide_within"))
        if (not days or days[1].strip("0") == "") and "decide_within" in given:
            shape.fault(
                given["decide_within"],
                N_("“decide_within” is a number of days."),
                N_("Write “10 working days” or “30 days”."),
            )
        reasons = {}
        for key, value in shape.entries(given.get("reasons"), "reasons"):
            name = shape.ident(key, N_("a reason"), claim=False)
            reasons[name] = shape.text(value, f"reason/label/{name}")
        moves = {}
        for key, value in shape.entries(given.get("moves"), "moves"):
            if name := shape.ident(key, N_("a move"), claim=False):
                moves[name] = self._move(name, value)
        if "moves" in given and not any(move.by == "clerk" for move in moves.values()):
            shape.fault(given["moves"], N_("No clerk can decide."), N_("Add a move “approve” with “by: clerk”."))
        self._one_word_a_state(given.get("moves"), moves)
        needing = [move.id for move in moves.values() if move.needs_reason]
        if needing and not reasons and "reasons" in given:
            shape.fault(
                given["reasons"],
                N_("The move “{move}” needs a reason, and there is none."),
                N_("Write the reasons for which something is refused."),
                move=needing[0],
            )
        return Review(
            int(days[1]) if days else 30,
            bool(days and days[2]),
            moves,
            reasons,
            self._automatic(given.get("automatic"), moves),
        )

    def _one_word_a_state(self, node: Node | None, moves: Mapping[str, Move]) -> None:
        """A case keeps its state, and not the move that led there."""
        for state in dict.fromkeys(move.target for move in moves.values()):
            said = {move.done.source if move.done else "" for move in moves.values() if move.target == state}
            if node is not None and state and len(said) > 1:
                self.shape.fault(
                    node,
                    N_("The moves to “{state}” are “done” in different words."),
                    N_("Write the same at each: a case says how it stands, not which move led there."),
                    state=state,
                )

    def _move(self, name: str, node: Node) -> Move:
        shape = self.shape
        given = shape.mapping(node, MOVE)
        source = shape.among(given.get("from"), N_("state"), ("received",))
        target = shape.among(given.get("to"), N_("state"), DECIDED)
        by = shape.among(given.get("by"), N_("side that makes a move"), ("clerk",))
        issue = shape.word(given.get("issue"), "issue")
        if self.documents is not None:
            issue = shape.among(given.get("issue"), N_("document"), self.documents)
        reason = shape.among(given.get("reason"), N_("rule for the reason"), ("required",))
        if target == "refused" and not reason and "reason" not in given:
            shape.fault(
                node,
                N_("“{move}” refuses without a reason."),
                N_("Add “reason: required”: whoever is refused must know why."),
                move=name,
            )
        label, done = (shape.optional_text(given.get(key), f"move/{key}/{name}") for key in ("label", "done"))
        return Move(name, source, target, by, issue, bool(reason), label, done)

    def _automatic(self, node: Node | None, moves: Mapping[str, Move]) -> Automatic | None:
        if node is None:
            return None
        shape = self.shape
        given = shape.mapping(node, AUTOMATIC)
        agree, register = {}, shape.word(given.get("register"), "register")
        for key, value in shape.entries(given.get("agree"), "agree"):
            if key.value not in self.paths:
                shape.unknown(key, N_("field"), self.paths)
            if register in REGISTERS:
                shape.among(value, N_("field of this register"), REGISTERS[register])
            agree[key.value] = shape.word(value, N_("The register's field"))
        if "agree" in given and not agree:
            shape.fault(
                given["agree"],
                N_("Nothing has to agree, so everybody would be approved."),
                N_("Name the fields whose answers must be those of the register."),
            )
        move = shape.among(given.get("move"), N_("move"), moves)
        if move in moves and not moves[move].issue:
            shape.fault(
                given["move"],
                N_("“{move}” issues nothing, so it cannot be made without a clerk."),
                N_("Name a move with “issue: …”."),
                move=move,
            )
        return Automatic(register, agree, move)
