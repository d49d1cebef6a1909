"""Floor 2. The kind `company number`: the number of an organisation in its country's register, its check digit tested."""

from __future__ import annotations

from portal.errors import N_
from portal.kinds.official_numbers import Rule, kind_of_numbers

_RULES = {
    "AT": Rule("FN 122119m", module="at.businessid"),
    "AU": Rule("004 085 616", module="au.acn"),
    "BE": Rule("0403.019.261", module="be.vat"),
    "CH": Rule("CHE-100.155.212", module="ch.uid"),
    "CZ": Rule("25123891", module="cz.dic"),
    "DE": Rule("Aachen HRA 11223", module="de.handelsregisternummer"),
    "DK": Rule("13585628", module="dk.cvr"),
    "EE": Rule("12345678", module="ee.registrikood"),
    "ES": Rule("J99216582", module="es.cif"),
    "FI": Rule("2077474-0", module="fi.ytunnus"),
    "FR": Rule("552 008 443", module="fr.siren"),
    "GB": Rule("SC123456", (("[0-9]{8}|[A-Z]{2}[0-9]{6}|R0[0-9]{6}", r"\g<0>"),)),
    "IE": Rule("123456", (("[0-9]{5,6}", r"\g<0>"),)),
    "IS": Rule("450401-3150", module="is_.kennitala"),
    "IT": Rule("00743110157", module="it.iva"),
    "LT": Rule("304567890", (("[0-9]{9}|[0-9]{7}", r"\g<0>"),)),
    "LV": Rule("40003521600", module="lv.pvn"),
    "NL": Rule("12345678", (("[0-9]{8}", r"\g<0>"),)),
    "NO": Rule("988 077 917", module="no.orgnr"),
    "PL": Rule("192598184", module="pl.regon"),
    "PT": Rule("501 964 843", module="pt.nif"),
    "RS": Rule("101134702", module="rs.pib"),
    "SE": Rule("123456-7897", module="se.orgnr"),
    "SI": Rule("9331310000", module="si.maticna"),
    "US": Rule("91-1144442", module="us.ein"),
}  # fmt: skip

COMPANY_NUMBER = kind_of_numbers(
    "company number",
    rules=_RULES,
    general=Rule("123456", (("(?=.*[0-9])[A-Z0-9]{2,20}", r"\g<0>"),)),
    problems={
        "empty": N_("Enter a company number for “{label}”"),
        "format": N_("Check the company number for “{label}”. It looks like this: {example}"),
        "checksum": N_("Check the company number for “{label}”. One of its digits is different"),
    },
    personal=False,
)
