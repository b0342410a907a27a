"""Technical fields are found by the words that people use today, not only by the list's own."""

import re

import pytest

from expert_pool.vocabulary import load_code_lists
from tests.web.experts.samples import Applicant


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("人工智能", "10105"),
        ("机器学习", "50302"),
        ("AI", "10104"),
        ("machine learning", "10104"),
        ("大数据", "50302"),
        ("３Ｄ打印", "80406"),
        ("软件 大数据", "10111"),
        ("sensor", "80301"),
        ("GIS", "10106"),
    ],
)
async def test_a_field_is_found_by_todays_words(
    applicant: Applicant, words: str, code: str
) -> None:
    await applicant.start()
    assert code in await found(applicant, words)


async def test_a_few_letters_are_a_word_and_not_a_part_of_one(applicant: Applicant) -> None:
    await applicant.start()
    codes = await found(applicant, "AI")
    assert "50602" not in codes, "logistics and supply chain"
    assert len(codes) == 5


async def test_a_word_that_no_field_has_says_what_to_do(applicant: Applicant) -> None:
    await applicant.start()
    page = (await applicant.browser.get("/application/choose/field?words=炼丹")).text
    assert "No field has these words" in page


def test_each_search_word_helps_to_find_a_field_that_can_be_chosen() -> None:
    fields = load_code_lists().fields.values()
    helped = [one for one in fields if one.search_words]
    assert {one.level for one in helped} == {3}
    assert all(word not in one.name_zh for one in helped for word in one.search_words)


async def found(applicant: Applicant, words: str) -> list[str]:
    page = (await applicant.browser.get(f"/application/choose/field?words={words}")).text
    return re.findall(r'name="code" value="(\d+)"', page)
