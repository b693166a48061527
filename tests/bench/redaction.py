"""How much redaction finds and how much it takes too much, on real curricula vitae.

    CANDOR_DATA=... python -m tests.bench.redaction            names put into 200 CVs: share blanked, by place
    CANDOR_DATA=... python -m tests.bench.redaction --spans 60  stretches blanked in the CVs as they are, to be read by hand

A name counts as found where no word of it, particles and initials aside, is left at the place where it was put.
The CVs have had their own names taken out by their publisher.
"""

import argparse
import os
import random
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from features.redaction import redact, whole_text
from matching.profiles import Profile
from matching.protected import set_aside
from tests.bench.cvs import read_cvs, wilson

SEED = 20
CVS = 200

# By culture, five each; no list like it is in the software.
NAMES = {
    "English": "Emily Thornbury|Jack Holloway|Grace Pemberton|Oliver Whitcombe|Charlotte Ashdown",
    "Irish and Scottish": "Siobh\u00e1n O'Sullivan|Eoghan MacCarthy|Niamh Gallagher|Callum McAllister|Aoife Kinsella",
    "German": "J\u00fcrgen Hoffstetter|Annegret Schulze|Uwe von Bargen|Heike Zimmermann|Matthias Gro\u00dfkopf",
    "French": "B\u00e9n\u00e9dicte Lefebvre|Thierry Dubois|Ma\u00ebva Rousseau|Jean-Luc Charpentier|\u00c9lodie Mercier",
    "Spanish and Latin American": "Mar\u00eda Jos\u00e9 Garc\u00eda|Alejandro Quispe|Ximena Villalobos|Guillermo Ib\u00e1\u00f1ez|Luc\u00eda Fern\u00e1ndez de la Vega",
    "Brazilian and Portuguese": "Jo\u00e3o da Silva|Thaynara Nascimento|Rui Magalh\u00e3es|Beatriz dos Santos|Vasco Figueiredo",
    "Polish and Czech": "Wojciech Szcz\u0119sny|Agnieszka Kowalczyk|Zbigniew Wr\u00f3bel|Kate\u0159ina Dvo\u0159\u00e1kov\u00e1|Tom\u00e1\u0161 Novotn\u00fd",
    "Russian and Ukrainian": "Dmitri Volkov|Oksana Shevchenko|Svetlana Ivanova|Yevhen Kravchuk|Anastasia Petrova",
    "Nigerian and Ghanaian": "Oluwaseun Adeyemi|Chidinma Okonkwo|Kwame Asante|Ngozi Eze|Akosua Mensah",
    "East African": "Wanjiru Kamau|Tesfaye Bekele|Achieng Odhiambo|Abdi Warsame|Haile Gebremariam",
    "Arabic": "Mohammed al-Rashid|Fatima Zahra Benali|Khalid Mansour|Layla Haddad|Omar Abu Zayd",
    "Turkish and Persian": "Ay\u015fe Y\u0131ld\u0131r\u0131m|Mehmet \u00d6zt\u00fcrk|Shirin Tehrani|Farhad Moradi|G\u00fclnur Karaca",
    "Indian": "Priya Venkataraman|Rajesh Kumar|Ananya Mukherjee|Harpreet Singh|Sunita Deshpande",
    "Pakistani and Bangladeshi": "Ayesha Siddiqui|Tariq Mahmood|Shabnam Chowdhury|Imran Qureshi|Nusrat Jahan",
    "Chinese": "Li Wei|Zhang Xiaoming|Chen Yulan|Wang Jianguo|Liu Fang",
    "Japanese and Korean": "Yuki Tanaka|Haruto Nakamura|Kim Min-jun|Park Ji-woo|Sakura Yoshida",
    "Vietnamese and Filipino": "Nguyen Thi Hoa|Tran Van Minh|Pham Quoc Bao|Jejomar Dimaculangan|Marisol Bautista",
    "African American": "DeShawn Jefferson|Lakisha Robinson|Jamal Booker|Tanisha Coleman|Tyrone Whitfield",
    "Surnames that are also words": "Anna Baker|Mark Cook|Ruby Carpenter|Grace Farmer|Jordan Mason",
}

# What is put in, and where: {} is the name, [] the part of it that is called by.
PLACES = {
    "head, alone": ("head", "{}\n"),
    "head, in capitals": ("head", "{!u}\n"),
    "head, before a title": ("head", "{} | Consultant\n"),
    "head, with a telephone": ("head", "{}\n+44 20 7946 0991\n"),
    "told": ("middle", "My name is {}.\n"),
    "I am": ("middle", "I am {}, and I like my work.\n"),
    "spoken of": ("middle", "{} is an experienced colleague.\n"),
    "titled": ("middle", "I reported to Ms. {} for a year.\n"),
    "reference": ("end", "\nReference: {}, on request\n"),
    "signature": ("end", "\nKind regards,\n{}\n"),
    "prose, name known at the door": ("known", "The client said that {} was a pleasure to work with.\n"),
    "prose, called by one part, name known": ("known", "The client asked [] to stay on.\n"),
    "prose, named at the head too": ("both", "The client said that {} was a pleasure to work with.\n"),
    "prose, unknown": ("middle", "The client said that {} was a pleasure to work with.\n"),
}
_SMALL = frozenset(["da", "dos", "de", "la", "von", "al", "van", "bin", "abu"])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--spans", type=int, default=0, help="print as many blanked stretches instead")
    asked = parser.parse_args()
    texts = _texts()
    if asked.spans:
        _print_spans(texts, asked.spans)
        return
    names = [(culture, name) for culture, row in NAMES.items() for name in row.split("|")]
    found: dict[str, list[bool]] = defaultdict(list)
    by_culture: dict[str, list[bool]] = defaultdict(list)
    for place, (where, line) in PLACES.items():
        for i, text in enumerate(texts[:CVS]):
            culture, name = names[i % len(names)]
            hit = _is_blanked(text, where, line, name)
            found[place].append(hit)
            if place != "prose, unknown":
                by_culture[culture].append(hit)
    for title, table in (("place", found), ("culture", by_culture)):
        print(f"\n{title:<42}{'blanked':>9}{'n':>7}  95 % interval")
        for key, hits in table.items():
            low, high = wilson(sum(hits), len(hits))
            print(f"{key:<42}{sum(hits) / len(hits):>9.3f}{len(hits):>7}  {low:.3f} to {high:.3f}")
    _print_time(texts[:CVS])


def _texts() -> list[str]:
    texts = [text for _, text in read_cvs(Path(os.environ["CANDOR_DATA"])).values()]
    random.Random(SEED).shuffle(texts)
    return texts


def _is_blanked(text: str, where: str, line: str, name: str) -> bool:
    called = name.split()[0]
    said = line.replace("{!u}", name.upper()).replace("{}", name).replace("[]", called)
    if where == "both":
        text = f"{name}\n{text}"
    middle = text.find("\n", len(text) // 2) + 1
    at = {"head": 0, "end": len(text)}.get(where, middle)
    whole = text[:at] + said + text[at:]
    document = {"id": "p", "text": whole, **({"name": name} if where == "known" else {})}
    masked = whole_text(Profile.model_validate(set_aside(document)[0]))
    left = masked[at : at + len(said)]
    words = [word for word in (name if "[]" not in line else called).split() if word not in _SMALL]
    return not any(word in left or word.upper() in left for word in words)


def _print_spans(texts: list[str], count: int) -> None:
    spans = [(text, *span) for text in texts for span in _blanked(text)]
    for text, start, end in random.Random(SEED).sample(spans, count):
        print(
            repr(text[max(0, start - 40) : start]),
            "[[",
            repr(text[start:end]),
            "]]",
            repr(text[end : end + 40]),
        )


def _blanked(text: str) -> Iterator[tuple[int, int]]:
    masked = redact(text)
    start = None
    for i in range(len(text) + 1):
        changed = i < len(text) and text[i] != masked[i]
        if changed and start is None:
            start = i
        elif (
            start is not None
            and not changed
            and not (i + 1 < len(text) and text[i] == " " and text[i + 1] != masked[i + 1])
        ):
            yield start, i
            start = None


def _print_time(texts: list[str]) -> None:
    began = time.process_time()
    for text in texts:
        redact(text)
    spent = time.process_time() - began
    words = sum(len(text.split()) for text in texts)
    print(f"\n{1000 * spent / words * 5000:.1f} ms of processor time for 5,000 words, over {len(texts)} CVs")


if __name__ == "__main__":
    main()
