"""Floor 6. What each language has of its own that advice needs: words to avoid, lengths, how one's own data is called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

MOST_WORDS = 25  # in a sentence, where a language says no other number


@dataclass(frozen=True)
class Vocabulary:
    """`unwanted` words stand in no text for people. `own`: a question's fact → how a label asks for it.

    `possessive`: how a label says that it is the person's own; `helps`: how an exit says what to do instead.
    """

    most_words: int
    unwanted: tuple[str, ...]
    own: Mapping[str, str]
    possessive: str
    helps: str
    shortenings: str = ""


VOCABULARIES: Mapping[str, Vocabulary] = {
    "en": Vocabulary(
        most_words=30,
        unwanted=("please", "kindly", "invalid", "mandatory", "click here", "click below", "illegal"),
        own={
            "name": r"\b(full|first|last|given|family) name|\byour name\b|^name$",
            "email": r"\be-?mail\b",
            "phone": r"\b(tele)?phone\b|\bmobile number\b",
            "address": r"\b(your|home|postal) address\b|^address$|\bwhere do you live\b",
        },
        possessive=r"\byour\b|\bdo you\b",
        helps=r"\b(you can|call|come|ask|write|apply|go to|contact|visit|bring|tell|buy|sign in|send|choose|use|try)\b",
        shortenings=r"\b(e\.g|i\.e|etc|No|St|Mr|Mrs|Dr)\.",
    ),
    "et": Vocabulary(
        most_words=25,
        unwanted=("palun", "vigane", "kehtetu sisestus", "klõpsake siin", "klõpsa siin", "vajutage siia", "kliki siia"),
        own={
            "name": r"\b(ees|perekonna|täis)nimi|\b(teie|sinu|oma) nimi",
            "email": r"e-?post|meiliaadress",
            "phone": r"telefon",
            "address": r"\b(teie|sinu|oma|kodune|posti)\s*aadress|^aadress$|elukoh",
        },
        possessive=r"\b(teie|sinu|oma|te|sa)\b",
        helps=r"\b(saate|saad|võite|võid|helistage|helista|tulge|tule|küsige|küsi|kirjutage|kirjuta|pöörduge|pöördu|minge|taotlege|ostke)\b",
        shortenings=r"\b(nt|jne|lk|nr|st|s\.o|vt)\.",
    ),
    "ar": Vocabulary(
        most_words=30,
        unwanted=("من فضلك", "يرجى", "الرجاء", "رجاءً", "غير صالح", "غير صحيح", "إلزامي", "انقر هنا", "اضغط هنا"),
        own={
            "name": r"اسمك|الاسم الكامل|الاسم الأول|اسم العائلة",
            "email": r"البريد الإلكتروني|بريدك",
            "phone": r"الهاتف|هاتفك|الجوال",
            "address": r"عنوانك|أين تسكن|عنوان السكن",
        },
        possessive=r"ك\b|تسكن",
        helps=r"يمكنك|اتصل|اكتب|تعال|توجّه|اطلب|راجع|قدّم|أخبر|اشتر|زر ",
    ),
    "fr": Vocabulary(
        most_words=35,
        unwanted=(
            "veuillez", "merci de", "s’il vous plaît", "s'il vous plaît", "invalide", "non valide", "obligatoire",
            "cliquez ici", "cliquer ici",
        ),
        own={
            "name": r"\bnom complet|\b(votre|vos) (nom|prénom)|^(nom|prénom)$",
            "email": r"courriel|e-?mail|adresse électronique",
            "phone": r"téléphone|\bportable\b",
            "address": r"\b(votre|vos) adresse|adresse postale|^adresse$|où habitez",
        },
        possessive=r"\b(votre|vos|vous)\b",
        helps=r"\b(pouvez|appelez|venez|demandez|écrivez|adressez|allez|contactez|apportez|dites|achetez|faites)\b",
        shortenings=r"\b(p\. ex|ex|etc|M|Mme|no|n)\.",
    ),
}  # fmt: skip
_NONE = Vocabulary(MOST_WORDS, (), {}, r"(?!)", "")


def vocabulary(language: str) -> Vocabulary:
    return VOCABULARIES.get(language.partition("-")[0], _NONE)


def has_words(pattern: str, text: str) -> bool:
    return bool(pattern) and re.search(pattern, text, re.IGNORECASE) is not None
