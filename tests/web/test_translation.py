"""Words in both languages: nothing is missing, nothing disagrees."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from string import Formatter

import pytest

from expert_pool.audit.acts import Act
from expert_pool.errors import ExpertPoolError
from expert_pool.findings import Finding, Severity
from expert_pool.vocabulary import load_code_lists
from tests.web.words import WEB, source_words
from web import translation
from web.translation import (
    Translator,
    current_translator,
    load_sentences,
    load_words,
    negotiate,
    read_words,
    speaking,
)

PLACE = re.compile(r"%\((\w+)\)[sd]")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
COUNTED = re.compile(
    r"\{\w+\} (?:\w+ )?(?:candidates|cells|draws|entries|experts|members|panels|people|requests"
    r"|rules|seats|steps|units)\b"
)
CODE_IN_SOURCE = re.compile(r'(?:Error|refuse|Finding|\.finding|_fault)\(\s*"([\w-]+\.[\w.]+)"')


def sources() -> str:
    roots = (WEB.parent / name for name in ("expert_pool", "selection", "web"))
    return "\n".join(path.read_text() for root in roots for path in sorted(root.rglob("*.py")))


def test_every_word_of_the_screens_has_a_chinese_one() -> None:
    known = load_words()
    missing = {word: place for word, place in source_words().items() if not known.get(word)}
    assert missing == {}


def test_chinese_words_keep_the_places_of_their_source() -> None:
    wrong = {
        source: translated
        for (_, source), translated in load_words().items()
        if set(PLACE.findall(source)) != set(PLACE.findall(translated))
    }
    assert wrong == {}


def test_every_sentence_has_both_languages_with_the_same_places() -> None:
    def places(sentence: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(sentence) if name}

    for code, sentence in load_sentences().items():
        assert CHINESE.search(sentence.zh_Hans), code
        assert sentence.en, code
        assert places(sentence.zh_Hans) == places(sentence.en), code


@pytest.mark.parametrize(("count", "said"), [(1, "1 seat"), (2, "2 seats"), (0, "0 seats")])
def test_one_thing_has_the_word_for_one(count: int, said: str) -> None:
    """A supplementary draw for one seat says so."""
    told = Translator("en").sentence("quota.maximums_below_seats", {"maximums": 0, "seats": count})
    assert said in told.replace(".", ""), told


def test_what_is_counted_has_a_word_for_one_in_every_sentence() -> None:
    """Only what is never one alone is left: bytes, characters, odds."""
    wrong = [
        (code, found.group())
        for code, sentence in load_sentences().items()
        for found in COUNTED.finditer(sentence.en)
    ]
    assert wrong == []
    assert COUNTED.search("{seats} open seats")


def test_every_code_that_is_written_in_the_source_has_a_sentence() -> None:
    codes = set(CODE_IN_SOURCE.findall(sources()))
    assert codes
    assert codes - load_sentences().keys() == set()


def test_every_act_of_the_log_has_a_sentence() -> None:
    assert {f"act.{act.value}" for act in Act} - load_sentences().keys() == set()


@pytest.mark.parametrize(
    ("wanted", "header", "language"),
    [
        ((None, "", None), "", "zh_Hans"),
        (("en", "zh_Hans", None), "", "en"),
        (("klingon", "en", None), "zh-CN", "en"),
        ((None,), "en-GB,en;q=0.9,zh;q=0.5", "en"),
        ((None,), "fr,zh-TW;q=0.7,en;q=0.3", "zh_Hans"),
        ((None,), "en;q=0.2,zh-CN;q=0.8", "zh_Hans"),
        ((None,), "en;q=nonsense", "en"),
        ((None,), "en;q=\u00b2", "en"),
        ((None,), "fr", "zh_Hans"),
    ],
)
def test_the_first_wish_that_we_speak_wins(
    wanted: tuple[str | None, ...], header: str, language: str
) -> None:
    assert negotiate(wanted, header) == language


def test_days_and_moments_read_as_their_language_writes_them() -> None:
    late = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
    chinese, english = Translator("zh_Hans"), Translator("en")
    assert chinese.date(date(2026, 11, 20)) == "2026年11月20日"
    assert english.date(date(2026, 11, 20)) == "20 November 2026"
    assert chinese.moment(late) == "2026年11月21日 00:30"
    assert english.moment(late) == "21 November 2026 00:30"
    assert english.date(None) == ""
    assert english.number(12345) == "12,345"


def test_places_take_dates_names_and_plurals(monkeypatch: pytest.MonkeyPatch) -> None:
    code, entry = next(iter(load_code_lists().fields.items()))
    written = "{day:date} {field:fields} {n} {n:day|days} {one:day|days} {gone}"
    sentence = translation.Sentence(zh_Hans=written, en=written)
    monkeypatch.setattr(translation, "load_sentences", lambda: {"T-01.sample": sentence})
    params = (("day", "2026-11-20"), ("field", code), ("n", 2), ("one", "1"))
    said = Translator("en").finding(Finding("T-01.sample", Severity.INFO, "", params))
    assert said == f"20 November 2026 {entry.name_en} 2 days day [gone]"
    assert entry.name_zh in Translator("zh_Hans").sentence("T-01.sample", dict(params))


def test_an_unknown_code_shows_itself_and_breaks_no_page() -> None:
    assert Translator("en").error(ExpertPoolError("no.such_code")) == "no.such_code"


def test_a_language_is_spoken_within_its_block_only() -> None:
    with speaking("en") as translator:
        assert current_translator() is translator
    assert current_translator().language == "zh_Hans"


def test_a_word_with_two_translations_is_refused(tmp_path: Path) -> None:
    for number, text in enumerate(("标题", "职称")):
        (tmp_path / f"{number}.po").write_text(
            'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
            f'msgid "Title"\nmsgstr "{text}"\n'
        )
    with pytest.raises(ExpertPoolError, match="two_translations"):
        read_words(tmp_path)
