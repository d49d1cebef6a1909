"""Floor 3. The keys of the language: what each thing in a specification can say, once, for the reader and for editors.

The reader takes from here which keys there are and which must be there; `schema` makes of it what an editor completes and
validates by. What a kind of field has of its own stands with the kind (`portal.kinds`).
"""

from __future__ import annotations

from collections.abc import Mapping

from portal.errors import N_
from portal.spec.model import LEVELS
from portal.spec.thing import Among, Each, Either, Form, Key, Named, Part, Thing

SEARCHES = ("exact", "range", "text")
VALUE_KINDS = ("integer", "decimal", "text", "yes no", "date", "money")
TABLE_KINDS = ("integer", "decimal", "money", "text", "yes no", "date", "choice")
TAKES = ("first", "all")
ORDERS = ("free", "fixed")
DECIDED = ("approved", "refused", "withdrawn")
IDENTITY = ("name", "given_name", "family_name", "national_number", "birth_date", "address", "email")
NO_ANSWER = ("slow", "down")
FEES = ("none", "unknown")  # what a scenario may expect beside an amount


def _must(name: str, form: Form, says: str) -> Key:
    return Key(name, form, says, required=True)


_PURPOSE = Key("purpose", "name", "What personal data in it is asked for: an id under “purposes”.")
_TOLD = Key("label", "text", "What it is called where applicant and clerk read what their answers came to.")
_WHEN = Key("when", "rule", "When it is shown at all: an expression, or the name of a condition.")

SERVICE = Thing(N_("A service"), (
    _must("edition", "edition", "The edition of this language: 1."),
    _must("service", "word", "The service's name in addresses, the same as its folder."),
    _must("texts", "word", "The language the texts are written in, for example en."),
    _must("title", "text", "What people call it."),
    Key("life_events", Each("word", or_one=True), "Where the home page lists it: ids from authority.yaml."),
    _must("unit", "word", "The office that decides: an id from authority.yaml."),
    _must("sign_in", Among(LEVELS), "How surely we must know who applies."),
    _must("guidance", Part("guidance"), "The start page."),
    Key("purposes", Named("text"), "What personal data is asked for: shown under “Why am I asked this?”, and to the clerk."),
    Key("lists", Named(Part("list")), "Long lists of options, each in a CSV file."),
    Key("conditions", Named(Part("condition")), "Conditions with a name, and words for what they mean."),
    Key("values", Named(Part("value")), "Values that are computed or counted, never typed."),
    _must("pages", Each(Part("page")), "What people are asked, page by page, in this order."),
    Key("sections", Part("sections"), "The pages as a list of tasks."),
    Key("eligibility", Each("name"), "The first pages, which anybody may answer before signing in."),
    Key("checks", Each(Part("check")), "What must fit together over several answers."),
    Key("tables", Named(Part("table")), "Decision tables, whose names rules may use."),
    Key("fee", Either((Each(Part("fee row")), Part("fee"))), "The fee: the first row that holds, or all that do."),
    _must("declaration", "text", "What the applicant declares before sending."),
    _must("review", Part("review"), "How it is decided."),
    _must("documents", Named(Part("document")), "What is issued."),
    _must("keep", "states", "How long a case is kept, by its last state."),
    Key("availability", Part("availability"), "When applications are taken; always unless said."),
    Key("retired", Each("retired"), "Names and options that were taken out and cannot come back."),
))  # fmt: skip

GUIDANCE = Thing("guidance", (
    _must("summary", "text", "What the service is for, in a sentence."),
    Key("about", "text", "More about it; Markdown."),
    _must("who", "text", "Who may apply; Markdown."),
    _must("cost", "text", "What it costs, in words."),
    _must("time", "text", "How long it takes to apply: in words, or “computed”."),
    _must("need", Named("text"), "What people need at hand, each with a name."),
    _must("other_ways", "text", "How else one can apply; Markdown."),
    Key("after", "text", "What happens after sending; Markdown."),
))  # fmt: skip

AVAILABILITY = Thing("availability", (
    Key("opens", "moment", "When applying opens, in the authority's time: 2026-03-01 08:00."),
    Key("closes", "moment", "When it closes."),
    Key("notice", "span", "How long before closing that is said: 14 days."),
    Key("replaced_by", "word", "The service to use instead, once it is closed."),
))  # fmt: skip

LIST = Thing(N_("A list"), (
    Key("file", "word", "The CSV file, for example lists/zones.csv."),
    Key("shared", "word", "Instead of a file: a list of forms/shared/lists, by its name."),
    _must("code", "word", "The column of codes."),
    _must("label", "word", "The column of labels."),
    Key("labels", Named("word"), "Columns of labels in other languages: language and column."),
))  # fmt: skip

INCLUDE = Thing("include", (
    _must("include", "word", "A set of questions of forms/shared, by its name."),
    Key("with", Named("answer"), "What is different here, by question: any of its keys."),
    Key("except", Each("name"), "The questions of the set that are left out."),
))  # fmt: skip

SET = Thing("set", (
    _must("set", "word", "What the set is called, as its file."), _must("texts", "word", "The language of its texts."),
    _must("ask", Each(Part("item")), "Its questions."),
))  # fmt: skip

CONDITION = Thing(N_("A condition"), (
    _must("is", "rule", "The expression."),
    _must("says", "text", "What it means, in words that people see."),
))  # fmt: skip

VALUE = Thing(N_("A value"), (
    _must("kind", Among(VALUE_KINDS), "What kind of value it is."),
    Key("is", "rule", "The expression that gives it."),
    Key("count", Among(("documents",)), "What the portal counts."),
    Key("where", Part("where"), "Which of them count."),
    _TOLD,
))  # fmt: skip

WHERE = Thing("where", (
    _must("document", "name", "The document, an id under “documents”."),
    Key("state", Among(("valid", "any")), "valid: neither expired nor revoked."),
    Key("same", Each("name", or_one=True), "The fields whose answers must be equal; each with “search: exact”."),
))  # fmt: skip

PAGE = Thing(N_("A page"), (
    _must("page", "name", "The page's name."),
    _must("title", "text", "Its heading."),
    _PURPOSE,
    _WHEN,
    _must("ask", Each(Part("item")), "What it asks and says."),
))  # fmt: skip

EXIT = Thing(N_("An exit page"), (
    _must("page", "name", "The page's name."),
    _must("when", "rule", "When the journey ends here."),
    _must("exit", "text", "Its heading: why somebody cannot go on."),
    _must("text", "text", "What they can do instead; Markdown."),
))  # fmt: skip

GROUP = Thing(N_("A group"), (
    _must("group", "name", "The group's name."),
    _must("label", "text", "What one item is called."),
    Key("hint", "text", "What helps to answer: one line, no full stop."),
    _PURPOSE,
    _WHEN,
    Key("summary", "text", "What one item is called, its fields in braces: {name}: {visits} visits."),
    _must("items", "items", "How many there can be: 0 to 4, at least 2, up to 3, or 2."),
    _must("ask", Each(Part("item")), "What is asked of each item."),
))  # fmt: skip

_TEXT = (_WHEN, _must("text", "text", "What it says; Markdown."))
PARAGRAPH = Thing(N_("A text on a page"), (_must("paragraph", "name", "The text's name."), *_TEXT))
INSET = Thing(N_("A text on a page"), (_must("inset", "name", "The text's name."), *_TEXT))
DETAILS = Thing(N_("A text on a page"), (
    _must("details", "name", "The text's name."), _must("title", "text", "What people press to read it."), *_TEXT,
))  # fmt: skip
CONTENT: Mapping[str, Thing] = {"paragraph": PARAGRAPH, "inset": INSET, "details": DETAILS}

FIELD = Thing(N_("A field"), (
    _must("field", "name", "The field's name: small letters, digits and _, and for ever."),
    _must("kind", "word", "The kind of field."),
    _must("label", "text", "The question."),
    Key("hint", "text", "What helps to answer, under the question: one line, no full stop."),
    Key("why", "text", "What “Why am I asked this?” shows."),
    Key("optional", "flag", "yes where it may be left empty."),
    Key("recommended", "flag", "yes where it may be left empty, and is worth answering."),
    Key("required", "rule", "It may be left empty unless this holds."),
    Key("default", "rule", "What it is filled in with, as long as the person has not answered."),
    _WHEN,
    Key("from", Among(tuple(f"identity.{fact}" for fact in IDENTITY)), "The fact of the sign-in that fills it in."),
    Key("own", "flag", "yes where it asks for the applicant’s own: browsers offer what they know."),
    Key("locked", "flag", "yes where what the sign-in told is shown and cannot be changed."),
    Key("search", Among(SEARCHES), "How clerks can find cases by it."),
    _PURPOSE,
    Key("personal", "flag", "no where it says nothing about a person."),
    Key("example", "word", "An answer that fits."),
    Key("problems", Named("text"), "Your own words for what can be wrong, by code."),
))  # fmt: skip
# A kind that takes options has one of these two.
OPTIONED = (
    Key("options", Named(Either(("text", Part("option")))), "What can be chosen: code and label."),
    Key("list", "name", "The list of the service whose rows can be chosen."),
    Key("where", Named("name"), "Only rows whose column holds the answer to another field: column and field."),
)

OPTION = Thing(N_("An option"), (
    _must("label", "text", "What people choose."),
    Key("hint", "text", "What helps to choose it."),
    Key("when", "rule", "When it can be chosen."),
))  # fmt: skip

SECTIONS = Thing(N_("sections"), (
    _must("parts", Named(Part("section")), "The parts, in the order of the pages."),
    Key("order", Among(ORDERS), "free: in any order. fixed: one after the other."),
))  # fmt: skip

SECTION = Thing(N_("A section"), (
    _must("title", "text", "What the task is called."),
    _must("pages", Each("name"), "Its pages."),
    Key("hint", "text", "What helps to decide: one line, no full stop."),
))  # fmt: skip

CHECK = Thing(N_("A check"), (
    _must("check", "name", "The check's name."),
    _must("when", "rule", "When something is wrong."),
    _must("at", "name", "The field or group at which it is told; walker.walks: at each item."),
    _must("says", "text", "What is wrong and how to mend it."),
))  # fmt: skip

_IF = Key("if", Named(Either(("answer", Each("answer")))), "Tests by name, which must all hold.")
TABLE = Thing(N_("A table"), (
    _must("kind", Among(TABLE_KINDS), "What a row gives."),
    Key("take", Among(TAKES), "first: the first row that holds. all: all of them, as a list."),
    Key("options", Named("text"), "What a choice can be: code and label."),
    _TOLD,
    _must("rows", Each(Part("table row")), "The rows, the first on top."),
))  # fmt: skip
TABLE_ROW = Thing(N_("A row of a table"), (
    _must("row", "name", "The row's name."),
    _IF,
    Key("when", "rule", "What must hold besides."),
    _must("gives", "answer", "What it comes to; a number or an amount may be worked out."),
    Key("because", "text", "Why, for people."),
))  # fmt: skip
TABLE_REST = Thing(N_("A row of a table"), (
    _must("row", "name", "The row's name."),
    _must("otherwise", "answer", "What it comes to where no other row holds."),
    Key("because", "text", "Why, for people."),
))  # fmt: skip

FEE = Thing(N_("The fee"), (
    Key("take", Among(TAKES), "first: the first row that holds is paid. all: all that hold, added up."),
    _must("rows", Each(Part("fee row")), "The rows."),
))  # fmt: skip
FEE_TABLE = Thing(N_("The fee"), (_must("table", "name", "The table of money that is the fee."),))
FEE_ROW = Thing(N_("A row of the fee"), (
    _must("row", "name", "The row's name."),
    Key("when", "rule", "Who pays it."),
    _IF,
    _must("amount", "payment", "How much, for example 20 EUR, or 5 EUR * size(walker)."),
    _must("because", "text", "Why, for the applicant and the clerk."),
))  # fmt: skip
FEE_REST = Thing(N_("A row of the fee"), (
    _must("row", "name", "The row's name."),
    _must("otherwise", "payment", "How much everybody else pays."),
    _must("because", "text", "Why, for the applicant and the clerk."),
))  # fmt: skip

REVIEW = Thing("review", (
    _must("decide_within", "days", "10 working days, or 30 days."),
    _must("reasons", Named("text"), "Why something is refused."),
    Key("automatic", Part("automatic"), "What is decided without a clerk."),
    _must("moves", Named(Part("move")), "What can happen to a case."),
))  # fmt: skip

MOVE = Thing(N_("A move"), (
    _must("from", Among(("received",)), "The state it starts from."),
    _must("to", Among(DECIDED), "The state it leads to."),
    _must("by", Among(("clerk",)), "Who makes it."),
    Key("issue", "name", "The document it makes."),
    Key("reason", Among(("required",)), "Whoever is refused must know why."),
    Key("label", "text", "What the clerk's button says, for example Acknowledge."),
    Key("done", "text", "How a case is said to stand once it was made, for example Acknowledged."),
))  # fmt: skip

AUTOMATIC = Thing("automatic", (
    _must("register", "word", "The register that is asked, for example population."),
    _must("agree", Named("word"), "Our field, and the register's that must be the same."),
    _must("move", "name", "The move that is made where all agrees."),
))  # fmt: skip

DOCUMENT = Thing(N_("A document"), (
    _must("title", "text", "What it is called."),
    _must("template", "word", "The HTML it is drawn from, for example documents/permit.html."),
    _must("series", "word", "Two to four capital letters, which no other service has."),
    _must("print", Each("word"), "The answers that stand on it."),
    _must("public", Each("word"), "Those of them that a stranger sees who checks it."),
    Key("valid", Either(("span", Part("valid"))), "How long, from the day it is issued, or from and until which day; else for ever."),
    Key("texts", Named("text"), "The template's own words."),
))  # fmt: skip

VALID = Thing("valid", (
    Key("from", "rule", "The first day, out of the answers; else the day it is issued."),
    Key("until", "rule", "The last day, out of the answers; else for ever."),
))  # fmt: skip

AUTHORITY = Thing(N_("The authority"), (
    _must("edition", "edition", "The edition of this language: 1."),
    _must("authority", "word", "Its name for programs."),
    _must("texts", "word", "The language the texts are written in."),
    _must("languages", Each("word", or_one=True), "The languages of the site, in the order of the switch."),
    _must("name", "text", "What it is called."),
    _must("short_name", "text", "What people call it."),
    _must("address", "text", "Where it is."),
    _must("email", "word", "Where people can write."),
    _must("phone", "word", "Where people can call."),
    _must("country", "word", "Its country, for example EE."),
    _must("time_zone", "word", "For example Europe/Tallinn."),
    _must("currency", "word", "For example EUR."),
    _must("life_events", Named("text"), "What the home page sorts services by."),
    _must("units", Named(Part("unit")), "Its offices."),
    _must("contact", "text", "The text of the page on how to reach it; Markdown."),
    _must("privacy", "text", "The text of the page on data; Markdown."),
    _must("accessibility", "text", "The text of the page on accessibility; Markdown."),
    Key("logo", "word", "A picture for documents."),
))  # fmt: skip

UNIT = Thing(N_("A unit"), (
    _must("name", "text", "What the office is called."),
    _must("address", "text", "Where it is."),
    _must("hours", "text", "When it is open."),
    _must("email", "word", "Where people can write."),
    _must("phone", "word", "Where people can call."),
    Key("appeal", "text", "How to appeal: it stands under every refusal; Markdown."),
    Key("closed_on", Each("day"), "The days on which it is closed, beside holidays."),
))  # fmt: skip

SCENARIO = Thing(N_("A scenario"), (
    _must("scenario", "word", "What happens, in a sentence."),
    Key("person", Part("person"), "Facts from the sign-in."),
    Key("given", Named("whole"), "Values that the portal would count."),
    Key("today", "day", "The day it happens on."),
    _must("answers", Named("answer"), "By field, as people type them."),
    Key("pages", Each("name"), "The road taken."),
    Key("problems", Named("word"), "What is wrong, by field and code; the journey stops there."),
    Key("checks", Each("name"), "The checks that stop it."),
    Key("exit", "name", "The exit it ends at."),
    Key("fee", Either(("amount", Among(FEES))), "The fee, such as 20 EUR; none: nothing is paid; unknown: it cannot be told."),
    Key("outcome", Either(("name", Part("outcome"))), "The clerk's move, with its reason where it needs one."),
    Key("register", Either((Among(NO_ANSWER), Named("answer"))), "What the register answers, or slow or down."),
    Key("state", "word", "What becomes of the case."),
    Key("document", Named(Named("word")), "The facts on the document, by code."),
    Key("valid", Part("valid days"), "From and until which day the document is valid."),
))  # fmt: skip

OUTCOME = Thing("outcome", (
    _must("move", "name", "The clerk's move."), Key("reason", "name", "The reason, where the move needs one."),
))  # fmt: skip

PERSON = Thing("person", tuple(
    Key(fact, "answer" if fact == "address" else "word", "A fact from the sign-in.") for fact in IDENTITY
))  # fmt: skip

VALID_DAYS = Thing("valid", (
    Key("from", "day", "The first day."), Key("until", Either(("day", Among(("never",)))), "The last day; never: it has none."),
))  # fmt: skip

# What a `Part` names. What may be one of several things has the key that tells them apart: the first that is there.
THINGS: Mapping[str, Thing | Mapping[str, Thing]] = {
    "service": SERVICE, "guidance": GUIDANCE, "availability": AVAILABILITY,
    "list": LIST, "set": SET, "condition": CONDITION, "value": VALUE, "where": WHERE,
    "page": {"exit": EXIT, "page": PAGE}, "item": {"field": FIELD, "group": GROUP, **CONTENT, "include": INCLUDE}, "option": OPTION,
    "sections": SECTIONS, "section": SECTION, "check": CHECK, "table": TABLE, "table row": {"otherwise": TABLE_REST, "row": TABLE_ROW},
    "fee": {"table": FEE_TABLE, "rows": FEE}, "fee row": {"otherwise": FEE_REST, "row": FEE_ROW},
    "review": REVIEW, "move": MOVE, "automatic": AUTOMATIC, "document": DOCUMENT, "valid": VALID, "authority": AUTHORITY, "unit": UNIT,
    "scenario": SCENARIO, "outcome": OUTCOME, "person": PERSON, "valid days": VALID_DAYS,
}  # fmt: skip
