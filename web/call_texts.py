"""The words of a call for experts, in both languages: for the public page and to paste elsewhere.

They do not follow the reader's language: a call is one text in two.
"""

from html import escape

from expert_pool.policy import Policy
from expert_pool.storage.call_store import CallRecord
from expert_pool.vocabulary import CodeLists

CHINESE, ENGLISH = "zh_Hans", "en"
LANGUAGES = (CHINESE, ENGLISH)
_HEADS = {CHINESE: "专家征集通知", ENGLISH: "Call for experts"}


def head_of(call: CallRecord, lists: CodeLists, language: str) -> str:
    """The call's headline: what field it is for."""
    field = lists.fields.get(call.wanted.field)
    name = lists.name(field, language) if field else call.wanted.field
    return f"{_HEADS[language]}：{name}" if language == CHINESE else f"{_HEADS[language]}: {name}"


def paragraphs_of(
    call: CallRecord, policy: Policy, lists: CodeLists, address: str, language: str
) -> tuple[str, ...]:
    """The call in a few sentences: field, number, until when, where to apply, conditions."""
    path = lists.field_path(call.wanted.field) if call.wanted.field in lists.fields else ()
    field = " › ".join(lists.name(lists.fields[it], language) for it in path)
    body, until = policy.organiser.in_language(language), call.wanted.until
    if language == CHINESE:
        day = f"{until.year}年{until.month}月{until.day}日"
        return (
            f"{body}面向社会征集“{field}”领域评审专家{call.wanted.number}名。",
            f"申报截止时间：{day}（含当日）。",
            f"申报入口：{address}",
            f"入库条件、核验程序与常年征集相同。征集编号：{call.number}。",
        )
    people = "1 expert" if call.wanted.number == 1 else f"{call.wanted.number} experts"
    return (
        f"{body} is looking for {people} in the field {field}.",
        f"Apply until {until.day} {until:%B} {until.year}, that day included.",
        f"Where to apply: {address}",
        "The conditions and the two checks are those of every application."
        f" Number of the call: {call.number}.",
    )


def as_plain_text(head: str, paragraphs: tuple[str, ...]) -> str:
    """The call as plain text, one paragraph a line."""
    return "\n".join((head, "", *paragraphs)) + "\n"


def as_html(head: str, paragraphs: tuple[str, ...]) -> str:
    """The call as a piece of HTML for the bureau's own site."""
    return "\n".join((f"<h2>{escape(head)}</h2>", *(f"<p>{escape(it)}</p>" for it in paragraphs)))
