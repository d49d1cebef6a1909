"""Floor 2. The kind `vat number`: under which a business pays value added tax; kept with its country's letters in Europe."""

from __future__ import annotations

from portal.errors import N_
from portal.kinds.official_numbers import ANY, Rule, kind_of_numbers

# Where the number begins with the country's letters; Greece has letters of its own, Northern Ireland too.
_EUROPE = {
    "AT": "U13585627", "BE": "0403019261", "BG": "175074752", "CY": "10259033P", "CZ": "25123891", "DE": "136695976",
    "DK": "13585628", "EE": "100931558", "ES": "B58378431", "FI": "20774740", "FR": "40303265045", "GB": "980780684",
    "GR": "094259216", "HR": "33392005961", "HU": "12892312", "IE": "6433435F", "IT": "00743110157", "LT": "119511515",
    "LU": "15027442", "LV": "40003521600", "MT": "11679112", "NL": "004495445B01", "PL": "8567346215", "PT": "501964843",
    "RO": "18547290", "SE": "123456789701", "SI": "50223054", "SK": "2022749619",
}  # fmt: skip
_MODULES = {
    "AT": "at.uid", "BE": "be.vat", "BG": "bg.vat", "CY": "cy.vat", "CZ": "cz.dic", "DE": "de.vat", "DK": "dk.cvr",
    "EE": "ee.kmkr", "ES": "es.nif", "FI": "fi.alv", "FR": "fr.tva", "GB": "gb.vat", "GR": "gr.vat", "HR": "hr.oib",
    "HU": "hu.anum", "IE": "ie.vat", "IT": "it.iva", "LT": "lt.pvm", "LU": "lu.tva", "LV": "lv.pvn", "MT": "mt.vat",
    "NL": "nl.btw", "PL": "pl.nip", "PT": "pt.nif", "RO": "ro.cf", "SE": "se.vat", "SI": "si.ddv", "SK": "sk.dph",
}  # fmt: skip
_LETTERS = {"GR": "EL"}
_MEANT = {"EL": "GR", "XI": "GB"}
_RULES = {
    country: Rule(f"{_LETTERS.get(country, country)} {number}", module=_MODULES[country], prefix=_LETTERS.get(country, country))
    for country, number in _EUROPE.items()
} | {
    "AU": Rule("83 914 571 673", module="au.abn"),
    "BR": Rule("16.727.230/0001-97", module="br.cnpj"),
    "CH": Rule("CHE-107.787.577 IVA", module="ch.vat"),
    "IN": Rule("27AAPFU0939F1ZV", module="in_.gstin"),
    "IS": Rule("00621", module="is_.vsk"),
    "NO": Rule("NO 995 525 828 MVA", module="no.mva"),
    "NZ": Rule("4909185-0", module="nz.ird"),
    "RS": Rule("101134702", module="rs.pib"),
    "TR": Rule("4540536920", module="tr.vkn"),
}  # fmt: skip


def rule_for(country: str, typed: str) -> Rule | None:
    """Where any country will do, the first two letters say which it is."""
    letters = _MEANT.get(typed[:2], typed[:2])
    return _RULES[letters] if country == ANY and letters in _EUROPE else None


VAT_NUMBER = kind_of_numbers(
    "vat number",
    rules=_RULES,
    rule_for=rule_for,
    general=Rule("AB 12345678", (("(?=.*[0-9])[A-Z0-9]{4,20}", r"\g<0>"),)),
    problems={
        "empty": N_("Enter a VAT number for “{label}”"),
        "format": N_("Check the VAT number for “{label}”. It looks like this: {example}"),
        "checksum": N_("Check the VAT number for “{label}”. One of its digits is different"),
    },
    personal=False,
)
