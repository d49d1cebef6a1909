"""Floor 6. The importer's own words in an imported service, in the languages forms come in; an author replaces them."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "who": "Read the first page to see whether you can apply.",
        "cost": "Free",
        "time": "About {minutes} minutes",
        "other_ways": "Contact the office if you cannot apply online.",
        "declaration": "The answers I have given are true",
        "reason": "The conditions are not met",
        "asked": "You were asked “{title}”",
        "loop": "You cannot continue with these answers",
        "loop_text": "Go back and change your answers on “{title}”.",
        "fee": "The fee for this service",
        "no_fee": "Nothing is to be paid",
    },
    "cy": {
        "who": "Darllenwch y dudalen gyntaf i weld a allwch wneud cais.",
        "cost": "Am ddim",
        "time": "Tua {minutes} munud",
        "other_ways": "Cysylltwch â’r swyddfa os na allwch wneud cais ar-lein.",
        "declaration": "Mae’r atebion a roddais yn wir",
        "reason": "Nid yw’r amodau wedi’u bodloni",
        "asked": "Gofynnwyd ichi am “{title}”",
        "loop": "Ni allwch barhau gyda’r atebion hyn",
        "loop_text": "Ewch yn ôl a newidiwch eich atebion ar “{title}”.",
        "fee": "Y ffi am y gwasanaeth hwn",
        "no_fee": "Does dim i’w dalu",
    },
}


def words(language: str) -> Mapping[str, str]:
    return WORDS.get(language, WORDS["en"])
