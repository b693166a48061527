"""A record in a language the encoder does not serve stands apart, with the reason; it is never last in silence."""

import pytest

from features.language import detect_language
from tests.robustness.pool import Bench, Record, roles, served

# The same two sentences of a bookkeeper, written in each language.
TEXTS = {
    "de": "Ich habe die Bücher von drei Restaurants geführt und jeden Monat die Konten mit der Bank abgestimmt. Für den Steuerberater habe ich die Belege sortiert und die Fragen der Prüfer beantwortet.",
    "fr": "J'ai tenu les comptes de trois restaurants et rapproché la banque avec le grand livre tous les mois. Pour le cabinet, je prépare les pièces et je réponds aux questions des auditeurs.",
    "es": "Llevé la contabilidad de tres restaurantes y concilié las cuentas con el banco cada mes. Para la asesoría preparo los documentos y respondo a las preguntas de los auditores.",
    "pt": "Mantive a contabilidade de três restaurantes e conciliei as contas com o banco todos os meses. Para o escritório preparo os documentos e respondo às perguntas dos auditores.",
    "it": "Ho tenuto la contabilità di tre ristoranti e ho riconciliato i conti con la banca ogni mese. Per lo studio preparo i documenti e rispondo alle domande dei revisori.",
    "nl": "Ik heb de boekhouding van drie restaurants gedaan en elke maand de rekeningen met de bank afgestemd. Voor het kantoor zoek ik de stukken uit en beantwoord ik de vragen van de accountant.",
    "pl": "Prowadziłem księgi trzech restauracji i co miesiąc uzgadniałem konta z bankiem. Dla biura przygotowuję dokumenty i odpowiadam na pytania audytorów, a po zamknięciu roku jestem do dyspozycji.",
    "sv": "Jag har skött bokföringen för tre restauranger och stämt av kontona med banken varje månad. Till byrån sorterar jag underlagen och svarar på de frågor som revisorn har om året.",
    "da": "Jeg har ført regnskabet for tre restauranter og afstemt konti med banken hver måned. Til kontoret finder jeg bilagene og svarer på de spørgsmål, som revisoren har om året.",
    "fi": "Olen hoitanut kolmen ravintolan kirjanpidon ja täsmäyttänyt tilit pankin kanssa joka kuukausi. Toimistolle kokoan tositteet ja vastaan kysymyksiin, joita tilintarkastaja tekee, kun vuosi on päättynyt.",
    "cs": "Vedl jsem účetnictví tří restaurací a každý měsíc jsem odsouhlasil účty s bankou. Pro kancelář připravuji doklady a odpovídám na otázky auditorů, když se uzavírá rok a je toho hodně.",
    "ro": "Am ținut contabilitatea pentru trei restaurante și am verificat conturile cu banca în fiecare lună. Pentru birou pregătesc documentele și răspund la întrebările care vin de la auditori.",
    "hu": "Három étterem könyvelését vezettem, és a számlákat minden hónapban egyeztettem a bankkal. Az iroda számára összekészítem a bizonylatokat, és válaszolok azokra a kérdésekre is, amelyek a vizsgálat alatt jönnek.",
    "tr": "Üç restoranın muhasebesini tuttum ve her ay hesapları banka ile karşılaştırdım. Büro için belgeleri hazırlıyor ve denetçilerin sorularını yanıtlıyorum, bu işi on yıl olarak sürdürdüm ve daha da istiyorum.",
    "ru": "Я вёл бухгалтерию трёх ресторанов и каждый месяц сверял счета с банком. Для бюро готовлю документы и отвечаю на вопросы аудиторов.",
    "el": "Κράτησα τα βιβλία τριών εστιατορίων και συμφωνούσα τους λογαριασμούς με την τράπεζα κάθε μήνα.",
    "ar": "قمت بمسك دفاتر ثلاثة مطاعم ومطابقة الحسابات مع البنك كل شهر وأجبت عن أسئلة المدققين.",
    "he": "ניהלתי את הספרים של שלוש מסעדות והתאמתי את החשבונות עם הבנק בכל חודש.",
    "zh": "我为三家餐厅记账，每个月与银行核对账目，为事务所准备凭证并回答审计员的问题。",
    "ja": "三つのレストランの帳簿をつけ、毎月銀行と照合しました。監査人の質問にも答えています。",
    "ko": "세 식당의 장부를 관리하고 매달 은행과 계정을 대조했으며 감사인의 질문에 답했습니다.",
    "hi": "मैंने तीन रेस्तरां का हिसाब रखा और हर महीने बैंक के साथ खातों का मिलान किया।",
}


@pytest.mark.parametrize("language", TEXTS)
def test_such_a_record_is_grouped_with_the_reason_and_ranked_nowhere(language: str) -> None:
    record: Record = {"id": "foreign", "text": TEXTS[language]}

    shortlist = Bench(None, [record, *served()[-5:]]).shortlist(roles()[1])

    [apart] = shortlist.unrankable
    assert (apart.id, f"({language})" in apart.why) == ("foreign", True)
    assert "foreign" not in {one.id for one in shortlist.candidates}
    assert len(shortlist.candidates) == shortlist.pool.ranked == 5


def test_english_with_a_few_foreign_names_in_it_is_ranked() -> None:
    text = "Kept the books of the Brasserie de la Gare and of the Café du Marché, and answered the auditors of the Bank für Tirol in English."

    assert detect_language(text) == "en"
    assert not Bench(None, [{"id": "p", "text": text}]).shortlist(roles()[1]).unrankable


def test_a_list_of_tools_is_in_no_language_and_is_ranked() -> None:
    tools = "Python Django Flask PostgreSQL Redis Celery Docker Kubernetes Terraform Ansible AWS GCP Azure Kafka Spark Airflow dbt Git Linux Bash Nginx"

    assert detect_language(tools) is None
    assert not Bench(None, [{"id": "p", "text": tools}]).shortlist(roles()[0]).unrankable


def test_wide_letters_are_latin_letters() -> None:
    wide = "".join(
        chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c
        for c in "Kept the books of three restaurants and ran payroll"
    )

    assert not Bench(None, [{"id": "p", "text": wide}]).shortlist(roles()[1]).unrankable
