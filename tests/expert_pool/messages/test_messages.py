"""What goes out on each channel: only what may be told, in both languages."""

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from expert_pool.errors import ExpertPoolError
from expert_pool.messages import (
    Channel,
    Message,
    MessageKind,
    Outline,
    Result,
    Step,
    Writer,
    count_segments,
    next_step,
    plan_routes,
    read_message,
    write_message,
)
from expert_pool.policy import change_values, load_policy
from expert_pool.vocabulary import load_code_lists
from tests.expert_pool.messages.samples import ANSWER_BY, CALENDAR, OUTLINE, PATH, message_of

POLICY, LISTS = load_policy("jinhua"), load_code_lists()
ADDRESS = "https://pool.example.org"
INVITATION = message_of(MessageKind.INVITATION)
LANGUAGES = ("zh_Hans", "en")


def writer(language: str, **changes: Any) -> Writer:
    return replace(Writer(POLICY, LISTS, language, ADDRESS), **changes)


def said(message: Message, channel: Channel, language: str) -> str:
    text = writer(language).write(message, channel)
    return "\n".join((text.subject, *text.lines))


def test_no_message_has_room_for_a_project_a_unit_or_a_name() -> None:
    assert {it.name for it in fields(Outline)} == {
        *("mode", "place", "starts_at", "days", "field", "contact"),
    }
    assert {it.name for it in fields(Message)} == {
        *("kind", "outline", "answer_by", "path", "calendar"),
    }


@pytest.mark.parametrize("kind", MessageKind)
@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_tells_what_it_may_on_every_channel(
    kind: MessageKind, channel: Channel, language: str
) -> None:
    text = said(message_of(kind), channel, language)
    assert "{" not in text
    field = {"zh_Hans": "电子信息", "en": "Electronic information"}[language]
    for told in (OUTLINE.place, OUTLINE.contact, field, "09:00"):
        assert told in text
    asks = kind in {MessageKind.INVITATION, MessageKind.REMINDER}
    assert ("17:30" in text) is asks
    assert (ADDRESS + PATH in text) is (asks and channel is Channel.SMS)


@pytest.mark.parametrize(
    ("code", "gone"),
    [
        ("time", "09:00"),
        ("days", "天数"),
        ("place_or_mode", "虚构大厦"),
        ("place_or_mode", "现场会议"),
        ("broad_field", "电子信息"),
        ("contact", "0579"),
    ],
)
def test_what_the_policy_keeps_back_is_not_told(code: str, gone: str) -> None:
    allowed = tuple(it for it in POLICY.codes("notify_reveal") if it != code)
    strict = change_values(POLICY, {"notify_reveal": allowed})
    for channel in Channel:
        told = writer("zh_Hans", policy=strict).write(INVITATION, channel)
        assert not any(gone in line for line in told.lines)


def test_what_is_empty_is_left_out() -> None:
    bare = replace(INVITATION, outline=replace(OUTLINE, place="", field="", contact=""))
    text = said(bare, Channel.MAIL, "zh_Hans")
    assert "地点" not in text
    assert "领域" not in text
    assert "联系" not in text
    assert writer("en").write(replace(bare, path=""), Channel.MAIL).link_words == ""


def test_a_short_message_is_signed_where_the_gateway_does_not_sign() -> None:
    signing = writer("zh_Hans", signature="金华市科技局")
    assert signing.write(INVITATION, Channel.SMS).lines[0].startswith("【金华市科技局】专家您好")
    assert "【" not in signing.write(INVITATION, Channel.VOICE).lines[0]


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", 1),
        ("评" * 70, 1),
        ("评" * 71, 2),
        ("评" * 134, 2),
        ("评" * 135, 3),
        ("a" * 70, 1),
        ("a" * 71, 2),
        ("𠮷" * 35, 1),
        ("𠮷" * 36, 2),
    ],
)
def test_short_messages_are_counted_as_operators_count(text: str, segments: int) -> None:
    assert count_segments(text) == segments


def test_an_invitation_fits_into_three_short_messages() -> None:
    (text,) = writer("zh_Hans").write(INVITATION, Channel.SMS).lines
    assert count_segments(text) <= 3


@pytest.mark.parametrize("kind", MessageKind)
def test_a_message_is_read_as_it_was_stored_and_its_way_is_kept_apart(kind: MessageKind) -> None:
    message = message_of(kind)
    stored = write_message(message)
    assert PATH not in stored.values()
    assert read_message(kind, stored, PATH) == message


@pytest.mark.parametrize(
    ("kind", "changes", "field"),
    [
        (MessageKind.INVITATION, {"answer_by": None}, "answer_by"),
        (MessageKind.ACCEPTED, {"answer_by": ANSWER_BY}, "answer_by"),
        (MessageKind.INVITATION, {"calendar": CALENDAR}, "calendar"),
    ],
)
def test_a_message_with_too_little_or_too_much_is_refused(
    kind: MessageKind, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(ExpertPoolError) as refused:
        replace(message_of(kind), **changes)
    assert refused.value.code == "message.bad_content"
    assert refused.value.params == {"kind": kind.value, "field": field}


SMS_THEN_VOICE = (Channel.SMS, Channel.VOICE)


@pytest.mark.parametrize(
    ("channels", "routes"),
    [
        (("sms", "voice", "in_system"), ((Channel.IN_SYSTEM,), SMS_THEN_VOICE)),
        (("voice", "mail", "sms"), ((Channel.MAIL,), (Channel.VOICE, Channel.SMS))),
        (("in_system",), ((Channel.IN_SYSTEM,),)),
    ],
)
def test_mail_and_account_go_at_once_and_the_telephone_in_the_policys_order(
    channels: tuple[str, ...], routes: tuple[tuple[Channel, ...], ...]
) -> None:
    assert plan_routes(channels) == routes


@pytest.mark.parametrize(
    ("result", "number", "keeps_time", "follows"),
    [
        (Result.SENT, 1, True, None),
        (Result.TOO_LATE, 1, True, None),
        (Result.WITHDRAWN, 1, True, None),
        (Result.UNREACHABLE, 1, True, Step(Channel.SMS, 2, timedelta(seconds=30))),
        (Result.INTERRUPTED, 3, True, Step(Channel.SMS, 4, timedelta(minutes=5))),
        (Result.UNREACHABLE, 4, True, Step(Channel.VOICE, 1, timedelta(0))),
        (Result.UNREACHABLE, 1, False, Step(Channel.VOICE, 1, timedelta(0))),
        (Result.REFUSED, 1, True, Step(Channel.VOICE, 1, timedelta(0))),
        (Result.NO_CHANNEL, 1, True, Step(Channel.VOICE, 1, timedelta(0))),
    ],
)
def test_a_failed_attempt_is_repeated_then_the_next_channel_comes(
    result: Result, number: int, keeps_time: bool, follows: Step | None
) -> None:
    step = next_step(SMS_THEN_VOICE, Channel.SMS, number, result, keeps_time=keeps_time)
    assert step == follows


def test_a_route_ends_after_its_last_channel() -> None:
    assert next_step(SMS_THEN_VOICE, Channel.VOICE, 1, Result.REFUSED) is None


def test_open_results_have_something_to_come() -> None:
    open_ones = {it for it in Result if it.is_open}
    assert open_ones == {Result.WAITING, Result.STARTED, Result.HANDED_OVER}
