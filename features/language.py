"""Which language a text is written in, as far as ranking must know: does the encoder serve it?

Script first, then the share of each language's commonest words. Too little text gives None, which excludes nobody.
"""

import re
import unicodedata
from collections import Counter

MIN_WORDS = 20

_COMMON = {
    "en": "the and of to in for with on is as by at from an that this are was were be or which have has my i",
    "de": "der die das und in zu den mit von f\u00fcr auf ist im eine ein als auch des dem bei nach oder ich sowie",
    "fr": "le la les des et de du en un une pour dans avec sur est par au aux que qui je mes ou ce",
    "es": "el la los las de del y en un una para con por que es como al se su mi mis o sobre",
    "pt": "o a os as de do da dos das e em um uma para com por que no na nos nas ao se meu minha",
    "it": "il lo la gli le di del della e in un una per con che nel nella sono come da al dei delle mio",
    "nl": "de het een en van in op voor met is te aan als bij naar door ook ik zijn mijn of uit dat",
    "pl": "i w na z do oraz dla od przez jest po jako ze za o si\u0119 nie to lub przy",
    "tr": "ve bir bu i\u00e7in ile olarak de da en olan y\u0131l ben g\u00f6re veya ise gibi",
    "sv": "och att det i p\u00e5 som en av f\u00f6r med till den har de inte om ett jag var s\u00e5 fr\u00e5n vi kan \u00e4r",
    "da": "og i at det er en til p\u00e5 af for med der de den som jeg har ikke et om fra men vi var blev",
    "nb": "og i \u00e5 det er en til p\u00e5 av for med som de den jeg har ikke et om fra men vi var ble etter",
    "fi": "ja on ei se ett\u00e4 oli kun my\u00f6s olen joka sek\u00e4 tai mutta ovat min\u00e4 kanssa vuotta olin jossa",
    "cs": "a v na se je \u017ee s z do pro jsem od po za jako k ve tak ale i jsme byl p\u0159i nebo",
    "ro": "\u0219i de la \u00een cu pe un o pentru din care este am sau ca mai prin sunt al ale fost dup\u0103 s\u0103",
    "hu": "a az \u00e9s is hogy egy nem volt mint meg ki de vagy csak ezt sz\u00e1m\u00e1ra alatt \u00e9vig k\u00f6z\u00f6tt vagyok",
    "vi": "v\u00e0 c\u1ee7a cho c\u00e1c trong l\u00e0 c\u00f3 v\u1edbi \u0111\u01b0\u1ee3c t\u00f4i t\u1ea1i m\u1ed9t nh\u1eefng \u0111\u1ec3 \u0111\u00e3 t\u1eeb theo ng\u01b0\u1eddi n\u0103m l\u00e0m",
    "id": "dan di yang untuk dengan dari pada ke sebagai ini dalam adalah saya atau oleh",
}
_COMMON_WORDS = {code: frozenset(text.split()) for code, text in _COMMON.items()}

_SCRIPTS = {
    "CYRILLIC": "ru", "ARABIC": "ar", "HEBREW": "he", "CJK": "zh", "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko",
    "DEVANAGARI": "hi", "BENGALI": "bn", "THAI": "th", "GREEK": "el", "TAMIL": "ta", "ARMENIAN": "hy", "GEORGIAN": "ka",
}  # fmt: skip

_LETTERS = re.compile(r"[^\W\d_]+")


def detect_language(text: str) -> str | None:
    """ISO 639 code of the text's language, or None when there is too little to tell."""
    sample = text[:20_000]
    script = _other_script(sample)
    if script:
        return script
    words = [word.casefold() for word in _LETTERS.findall(sample)]
    if len(words) < MIN_WORDS:
        return None
    counts = Counter(words)
    shares = {
        code: sum(counts[word] for word in common) / len(words) for code, common in _COMMON_WORDS.items()
    }
    best = max(shares, key=lambda code: shares[code])
    # Lists of English tool names hold few common words of any language: only clear evidence says "not English".
    if best == "en" or shares[best] < 0.12 or shares[best] < 2 * shares["en"]:
        return "en" if shares["en"] >= 0.05 else None
    return best


def _other_script(sample: str) -> str | None:
    """The language of the commonest non-Latin script, if most letters are in it."""
    letters = [character for character in sample[:4_000] if character.isalpha()]
    foreign = Counter(_script(character) for character in letters if ord(character) > 0x24F)
    if not letters or sum(foreign.values()) < max(5, len(letters) / 2):
        return None
    name = foreign.most_common(1)[0][0]
    if name == "CJK" and foreign["HIRAGANA"] + foreign["KATAKANA"] > 0:
        return "ja"
    return _SCRIPTS.get(name, "und")


def _script(character: str) -> str:
    return unicodedata.name(character, "UNKNOWN").split()[0]
