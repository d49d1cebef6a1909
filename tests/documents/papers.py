"""Facts of documents as the use case hands them over, in four languages."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HOME = Path(__file__).parents[2]
MADE_AT = datetime(2026, 11, 26, 9, 20, tzinfo=UTC)
LANGUAGES = ("en", "et", "ar", "fr")

_AUTHORITY = {
    "name": {"en": "Town of Solmere", "et": "Solmere linn", "ar": "بلدية سولمير", "fr": "Ville de Solmere"},
    "unit": {
        "en": "Parking office",
        "et": "Parkimisamet",
        "ar": "مكتب مواقف السيارات",
        "fr": "Bureau du stationnement",
    },
}
_CHECK = {
    "number": {"en": "Number", "et": "Number", "ar": "الرقم", "fr": "Numéro"},
    "check_title": {
        "en": "Check this document",
        "et": "Kontrollige seda dokumenti",
        "ar": "تحقق من هذا المستند",
        "fr": "Vérifier ce document",
    },
    "check": {
        "en": "Scan the picture, or type the code at the address below it.",
        "et": "Skannige pilt või sisestage kood allpool oleval aadressil.",
        "ar": "امسح الصورة، أو اكتب الرمز في العنوان أدناه.",
        "fr": "Scannez l’image, ou saisissez le code à l’adresse indiquée dessous.",
    },
    "signed": {
        "en": "Issued electronically. It is good while the town’s site says so.",
        "et": "Välja antud elektrooniliselt. See kehtib seni, kuni linna veebileht seda ütleb.",
        "ar": "صدر إلكترونيًا، وهو سارٍ ما دام موقع البلدية يقول ذلك.",
        "fr": "Délivré par voie électronique. Il est valable tant que le site de la ville l’indique.",
    },
}
_COMMON = {
    "number": "PP-2026-000417",
    "reference": "PP7K-4MXD-9",
    "code": "7K4MXD9QTC2HVRWN",
    "check": {"url": "https://solmere.example/v/7K4MXD9QTC2HVRWN", "at": "solmere.example/check"},
    "issued_on": "2026-11-26",
    "valid_from": "2026-11-26",
    "valid_until": "2027-11-25",
    "holder": "Leila Haddad",
    "decided": {"by": "Maarja Kask"},
}


def permit(*languages: str) -> dict[str, Any]:
    return _only(
        {
            **_COMMON,
            "document": "permit",
            "service": "parking-permit",
            "authority": _AUTHORITY,
            "title": {
                "en": "Resident parking permit",
                "et": "Elaniku parkimisluba",
                "ar": "تصريح وقوف سيارات للمقيمين",
                "fr": "Autorisation de stationnement résidentiel",
            },
            "fields": {
                "zone": {
                    "code": "B",
                    "value": {"en": "B, Harbour", "et": "B, Sadam", "ar": "B، الميناء", "fr": "B, Port"},
                },
                "plate": {"code": "AB123", "value": "AB 123"},
                "home": {"code": "", "value": "12 Rope Walk, flat 4, 10123 Solmere"},
            },
            "fee": {
                "minor": 2000,
                "currency": "EUR",
                "because": {
                    "en": "electric vehicle",
                    "et": "elektriauto",
                    "ar": "مركبة كهربائية",
                    "fr": "véhicule électrique",
                },
            },
            "texts": {
                **_CHECK,
                "zone": {"en": "Zone", "et": "Tsoon", "ar": "المنطقة", "fr": "Zone"},
                "vehicle": {"en": "Vehicle", "et": "Sõiduk", "ar": "المركبة", "fr": "Véhicule"},
                "holder": {"en": "Holder", "et": "Omanik", "ar": "صاحب التصريح", "fr": "Titulaire"},
                "address": {"en": "Address", "et": "Aadress", "ar": "العنوان", "fr": "Adresse"},
                "valid_from": {"en": "Valid from", "et": "Kehtib alates", "ar": "ساري من", "fr": "Valable dès le"},
                "valid_until": {"en": "Valid until", "et": "Kehtib kuni", "ar": "ساري حتى", "fr": "Valable jusqu’au"},
                "day_included": {
                    "en": "the day included",
                    "et": "kaasa arvatud",
                    "ar": "اليوم مشمول",
                    "fr": "ce jour compris",
                },
                "fee": {"en": "Fee", "et": "Tasu", "ar": "الرسم", "fr": "Frais"},
                "allows_title": {
                    "en": "What it allows",
                    "et": "Mida see lubab",
                    "ar": "ما الذي يسمح به",
                    "fr": "Ce qu’elle permet",
                },
                "allows": {
                    "en": "Parking without a time limit and without payment in marked bays. It does not keep one free.",
                    "et": "Parkida tasuta tsooni B tähistatud kohtadel. Luba ei hoia teile kohta kinni.",
                    "ar": "الوقوف دون حد زمني ودون دفع في الأماكن المعلّمة في المنطقة B. لا يحجز لك مكانًا.",
                    "fr": "Stationner sans limite de durée et sans payer sur les places marquées. Elle ne vous réserve pas de place.",
                },
                "tell_us": {
                    "en": "Tell the parking office within 14 days if you sell the vehicle or move.",
                    "et": "Kui müüte sõiduki või kolite, teatage sellest parkimisametile 14 päeva jooksul.",
                    "ar": "أبلغ مكتب المواقف خلال 14 يومًا إذا بعت المركبة أو انتقلت.",
                    "fr": "Prévenez le bureau du stationnement dans les 14 jours si vous vendez le véhicule ou si vous déménagez.",
                },
            },
        },
        languages,
    )


def certificate(*languages: str) -> dict[str, Any]:
    return _only(
        {
            **_COMMON,
            "number": "RC-2026-000031",
            "document": "certificate",
            "service": "residence-certificate",
            "decided": {"by": ""},
            "valid_until": "2027-02-25",
            "authority": {
                **_AUTHORITY,
                "unit": {
                    "en": "Residents’ office",
                    "et": "Elanike amet",
                    "ar": "مكتب السكان",
                    "fr": "Bureau des habitants",
                },
            },
            "title": {
                "en": "Certificate of residence",
                "et": "Elukohatõend",
                "ar": "شهادة إقامة",
                "fr": "Certificat de résidence",
            },
            "fields": {
                "name": {"code": "", "value": "Leila Haddad"},
                "born": {
                    "code": "1991-03-31",
                    "value": {
                        "en": "31 March 1991",
                        "et": "31. märts 1991",
                        "ar": "31 مارس 1991",
                        "fr": "31 mars 1991",
                    },
                },
                "home": {"code": "", "value": "12 Rope Walk, flat 4, 10123 Solmere"},
                "purpose": {"code": "bank", "value": {"en": "A bank", "et": "Pank", "ar": "مصرف", "fr": "Une banque"}},
                "purpose_in_words": None,
            },
            "fee": None,
            "texts": {
                **_CHECK,
                "statement": {
                    "en": "The Town of Solmere confirms that the person named here is registered at this address.",
                    "et": "Solmere linn kinnitab, et nimetatud isiku elukoht on sellel aadressil.",
                    "ar": "تؤكد بلدية سولمير أن الشخص المذكور هنا مسجل في سجل السكان على هذا العنوان.",
                    "fr": "La Ville de Solmere confirme que la personne nommée ici est domiciliée à cette adresse.",
                },
                "name": {"en": "Name", "et": "Nimi", "ar": "الاسم", "fr": "Nom"},
                "born": {"en": "Birth date", "et": "Sünnikuupäev", "ar": "تاريخ الميلاد", "fr": "Date de naissance"},
                "address": {
                    "en": "Registered address",
                    "et": "Registrijärgne aadress",
                    "ar": "العنوان المسجل",
                    "fr": "Adresse officielle",
                },
                "purpose": {"en": "Issued for", "et": "Esitamiseks", "ar": "صدرت من أجل", "fr": "Délivré pour"},
                "issued_on": {"en": "Issued on", "et": "Välja antud", "ar": "تاريخ الإصدار", "fr": "Délivré le"},
                "valid_until": {"en": "Valid until", "et": "Kehtib kuni", "ar": "سارية حتى", "fr": "Valable jusqu’au"},
                "day_included": {
                    "en": "the day included",
                    "et": "kaasa arvatud",
                    "ar": "اليوم مشمول",
                    "fr": "ce jour compris",
                },
                "terms_title": {
                    "en": "What it proves",
                    "et": "Mida see tõendab",
                    "ar": "ما الذي تثبته",
                    "fr": "Ce qu’il prouve",
                },
                "terms": {
                    "en": "It shows what the register said on the day it was issued, not who owns or rents the home.",
                    "et": "See näitab, mida register väljaandmise päeval ütles.",
                    "ar": "تبيّن ما كان في سجل السكان يوم صدورها، ولا تثبت من يملك المسكن أو يستأجره.",
                    "fr": "Il montre ce que disait le registre le jour où il a été délivré, et non qui possède ou loue le logement.",
                },
            },
        },
        languages,
    )


def bundle(service: str) -> dict[str, bytes]:
    folder = HOME / "forms" / service
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _only(facts: Any, languages: tuple[str, ...]) -> Any:
    """The facts with no other languages than these in them."""
    if isinstance(facts, dict):
        if facts.keys() and facts.keys() <= set(LANGUAGES):
            return {one: facts[one] for one in languages if one in facts}
        return {name: _only(one, languages) for name, one in facts.items()}
    if isinstance(facts, list):
        return [_only(one, languages) for one in facts]
    return facts


def copy(language: str, visitors: int = 3) -> dict[str, Any]:
    """What was sent, as the copy shows it: one language, several pages when there are many visitors."""
    names = {"en": "Visitor", "et": "Külastaja", "ar": "زائر", "fr": "Visiteur"}
    rows = [
        {
            "label": {
                "en": "Registration number",
                "et": "Registreerimisnumber",
                "ar": "رقم التسجيل",
                "fr": "Numéro d’immatriculation",
            },
            "values": ["AB 123"],
        },
        {
            "label": {
                "en": "What does it run on?",
                "et": "Mis kütust see kasutab?",
                "ar": "بماذا تعمل المركبة؟",
                "fr": "Avec quoi roule-t-il ?",
            },
            "values": [
                {"en": "Electricity only", "et": "Ainult elekter", "ar": "الكهرباء فقط", "fr": "Électricité uniquement"}
            ],
        },
        {
            "label": {"en": "Phone number", "et": "Telefoninumber", "ar": "رقم الهاتف", "fr": "Numéro de téléphone"},
            "values": [],
        },
    ]
    people = [
        {
            "title": {language: f"{names[language]} {number}"},
            "rows": [
                {"label": {"en": "Name", "et": "Nimi", "ar": "الاسم", "fr": "Nom"}, "values": [f"Omar Haddad {number}"]}
            ],
        }
        for number in range(1, visitors + 1)
    ]
    facts = {
        "title": {
            "en": "Resident parking permit",
            "et": "Elaniku parkimisluba",
            "ar": "تصريح وقوف سيارات للمقيمين",
            "fr": "Autorisation de stationnement résidentiel",
        },
        "reference": "PP7K-4MXD-9",
        "sent_on": "2026-11-24",
        "authority": _AUTHORITY,
        "fee": {
            "minor": 2000,
            "currency": "EUR",
            "because": {"en": "The reduced fee", "et": "Soodustasu", "ar": "الرسم المخفض", "fr": "Les frais réduits"},
            "lines": [
                {
                    "minor": 2000,
                    "currency": "EUR",
                    "because": {
                        "en": "The reduced fee",
                        "et": "Soodustasu",
                        "ar": "الرسم المخفض",
                        "fr": "Les frais réduits",
                    },
                }
            ],
        },
        "sections": [
            {
                "title": {"en": "Your vehicle", "et": "Teie sõiduk", "ar": "مركبتك", "fr": "Votre véhicule"},
                "blocks": [{"title": "", "rows": rows}],
            },
            {
                "title": {
                    "en": "Regular visitors",
                    "et": "Sagedased külastajad",
                    "ar": "الزوار المعتادون",
                    "fr": "Visiteurs réguliers",
                },
                "blocks": people,
            },
        ],
        "declaration": {
            "en": "What I have answered is true, and I will tell the office if I sell the vehicle or move",
            "et": "Minu vastused on tõesed ja ma teatan parkimisametile 14 päeva jooksul, kui müün sõiduki või kolin",
            "ar": "ما أجبت به صحيح، وسأبلغ مكتب المواقف خلال 14 يومًا إذا بعت المركبة أو انتقلت",
            "fr": "Mes réponses sont exactes, et je préviendrai le bureau si je vends le véhicule ou si je déménage",
        },
    }
    return dict(_only(facts, (language,)))
