"""What happened to a case, told in sentences: one for each event of its journal."""

from __future__ import annotations

from typing import Any

from portal.errors import N_
from portal.i18n.text import Text
from portal.usecases.caseview import CaseView, Happening
from portal.web.kit import locale
from portal.wording.release import ReleaseWords

_BY_SOMEBODY = {
    "begun": N_("{who} began the application"),
    "received": N_("{who} sent the application"),
    "taken": N_("{who} took the case"),
    "given_back": N_("{who} gave the case back"),
    "paid": N_("{who} marked the fee as paid"),
    "approved": N_("{who} approved the application"),
    "refused": N_("{who} refused the application"),
    "withdrawn": N_("{who} withdrew the application"),
    "issued": N_("The document was made"),
    "revoked": N_("{who} revoked the document"),
    "voided": N_("{who} made the document void, since it could not be printed"),
}
_BY_ITSELF = {
    "approved": N_("Approved without a clerk, since the register agreed"),
    "issued": N_("The document was made"),
    "register_agreed": N_("The register agreed with the answers"),
    "register_no_days": N_(
        "The register agreed with the answers, but they give no days on which the document would be valid"
    ),
    "register_unknown": N_("The register does not know this person"),
    "register_slow": N_("The register did not answer in time"),
    "register_down": N_("The register could not be reached"),
    "erased": N_("Everything personal was erased"),
}
_DISAGREED = N_("The register says something else about: {questions}")
_REFUSED = N_("{who} refused the application: {reason}")


def told(one: Happening, found: CaseView, words: ReleaseWords) -> dict[str, Any]:
    """When it happened, and a sentence that says what."""
    return {"at": one.at, "when": locale.formats().moment(one.at), "words": sentence(one, found, words)}


def sentence(one: Happening, found: CaseView, words: ReleaseWords) -> Text:
    word = locale.words().word
    if one.event == "register_disagreed":
        fields = found.service.fields
        labels = [words.text(fields[path].label) for path in one.facts.get("fields", []) if path in fields]
        return word(_DISAGREED, questions=str(locale.formats().listed(labels)))
    if (own := words.decided(found.service.review, one.event)) and "move" in one.facts:
        if one.role == "system":
            return word(N_("{words}, without a clerk, since the register agreed"), words=str(own))
        return word(N_("{who} decided: {words}"), who=one.who or str(word(N_("Somebody"))), words=str(own))
    if one.role == "system" and one.event in _BY_ITSELF:
        return word(_BY_ITSELF[one.event])
    who = one.who or str(word(N_("Somebody")))
    reason = found.service.review.reasons.get(str(one.facts.get("reason", "")))
    if one.event == "refused" and reason is not None:
        return word(_REFUSED, who=who, reason=str(words.text(reason)))
    known = _BY_SOMEBODY.get(one.event) or _BY_ITSELF.get(one.event)
    return word(known, who=who) if known else word(N_("Noted: {event}"), event=one.event)
