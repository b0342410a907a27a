"""Reasons of entries read as words, in the reader's language."""

import pytest

from web.auditors.reasons import reason_words
from web.translation import speaking


@pytest.mark.parametrize(
    ("code", "chinese", "english"),
    [
        ("confirmed", "属实", "Confirmed"),
        ("no_record", "未发现失信记录", "No record of dishonesty found"),
        ("recommend_admit", "建议入库", "To be admitted"),
        ("complaint", "投诉举报核查", "Complaint"),
        ("compare_document", "与证件或者证书核对", "Compare with a document or certificate"),
        ("credit_record", "存在不良信用记录", "A bad credit record"),
        ("infeasible", "按抽取条件无法组成专家组", "No panel can be made by these criteria"),
        ("age_limit", "已超过年龄上限", "Over the age limit"),
        ("leak", "专家组名单泄露", "The panel was leaked"),
        ("", "", ""),
        ("候选专家已足够", "候选专家已足够", "候选专家已足够"),
    ],
)
def test_a_coded_reason_is_worded_and_a_written_one_stays(
    code: str, chinese: str, english: str
) -> None:
    with speaking("zh_Hans"):
        assert reason_words(code) == chinese
    with speaking("en"):
        assert reason_words(code) == english
