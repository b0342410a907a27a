"""The wires: what a gateway is told and answers, files that appear whole, the fake."""

import asyncio
import csv
import errno
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr, ValidationError

from expert_pool.messages import Channel, Result
from expert_pool.messaging import LOST_AFTER, Outcome
from web.channels import Parcel, make_carriers
from web.channels.file_drop import FileDrop
from web.channels.gateway import LONGEST, HttpGateway
from web.channels.recording import RecordingCarrier
from web.settings import Settings

PARCEL = Parcel(
    "m1-sms",
    Channel.SMS,
    "+8613800000000",
    "您好，“评审”",
    "zh_Hans",
    datetime(2026, 11, 21, 9, 30, tzinfo=UTC),
)
DOCUMENT = {
    "id": "m1-sms",
    "channel": "sms",
    "to": "+8613800000000",
    "text": "您好，“评审”",
    "language": "zh_Hans",
    "expires_at": "2026-11-21T09:30:00Z",
}


def gateway(answer) -> HttpGateway:
    transport = httpx.MockTransport(answer)
    return HttpGateway("https://sms.example.org/send", SecretStr("s3cret"), transport)


async def test_a_gateway_is_told_everything_in_one_document_with_a_key_and_a_secret() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={"reference": "G-17"})

    assert await gateway(answer).carry(PARCEL) == Outcome(Result.SENT, "200", "G-17")
    (request,) = asked
    assert request.method == "POST"
    assert json.loads(request.content) == DOCUMENT
    assert request.headers["idempotency-key"] == "m1-sms"
    assert request.headers["authorization"] == "Bearer s3cret"


@pytest.mark.parametrize(
    ("status", "result"),
    [
        (202, Result.SENT),
        (302, Result.REFUSED),
        (400, Result.REFUSED),
        (401, Result.REFUSED),
        (408, Result.UNREACHABLE),
        (409, Result.UNREACHABLE),
        (429, Result.UNREACHABLE),
        (503, Result.UNREACHABLE),
    ],
)
async def test_a_gateways_status_is_the_outcome(status: int, result: Result) -> None:
    told = await gateway(lambda _: httpx.Response(status)).carry(PARCEL)
    assert told == Outcome(result, str(status))


@pytest.mark.parametrize(
    ("failure", "detail"),
    [(httpx.ConnectTimeout("x"), "timeout"), (httpx.ConnectError("x"), "network")],
)
async def test_a_gateway_that_is_away_is_tried_again(failure: Exception, detail: str) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        raise failure

    assert await gateway(answer).carry(PARCEL) == Outcome(Result.UNREACHABLE, detail)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"reference": 7}', b'{"reference": "a\\nb"}', b"9" * 20_000]
)
async def test_an_answer_without_a_reference_is_as_good(body: bytes) -> None:
    told = await gateway(lambda _: httpx.Response(200, content=body)).carry(PARCEL)
    assert told == Outcome(Result.SENT, "200")


class Dripping(httpx.AsyncByteStream):
    """A body of one byte now and then that never ends; counts what was read of it."""

    def __init__(self, pause: float) -> None:
        self.pause, self.read = pause, 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            await asyncio.sleep(self.pause)
            self.read += 1000
            yield b" " * 1000


@pytest.mark.parametrize("pause", [0.0, 0.05])
async def test_an_answer_without_end_is_not_read_to_its_end(
    pause: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.channels.gateway._LONGEST_BODY", 0.2)
    body = Dripping(pause)
    told = await gateway(lambda _: httpx.Response(200, stream=body)).carry(PARCEL)
    assert told == Outcome(Result.SENT, "200")
    assert body.read <= 12_000


async def test_a_gateway_that_keeps_the_line_open_is_left_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("web.channels.gateway.LONGEST", 0.1)

    async def answer(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(30)
        return httpx.Response(200)

    assert await gateway(answer).carry(PARCEL) == Outcome(Result.UNREACHABLE, "timeout")


def test_a_parcel_ends_before_its_attempt_counts_as_lost() -> None:
    assert timedelta(seconds=LONGEST) < LOST_AFTER / 2


async def test_a_full_disk_leaves_no_half_of_a_message_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("web.channels.file_drop.os.fsync", full)
    told = await FileDrop(tmp_path, "json").carry(PARCEL)
    assert told.result is Result.UNREACHABLE
    assert list(tmp_path.iterdir()) == []


async def test_a_file_holds_the_same_and_a_repetition_leaves_one_file(tmp_path) -> None:
    drop = FileDrop(tmp_path / "out", "json")
    assert await drop.carry(PARCEL) == Outcome(Result.SENT, "json", "m1-sms.json")
    await drop.carry(PARCEL)
    (file,) = (tmp_path / "out").iterdir()
    assert json.loads(file.read_text(encoding="utf-8")) == DOCUMENT
    assert file.stat().st_mode & 0o077 == 0


async def test_a_file_can_be_a_table_of_one_line(tmp_path) -> None:
    await FileDrop(tmp_path, "csv").carry(PARCEL)
    with (tmp_path / "m1-sms.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.DictReader(file)) == [DOCUMENT]


async def test_a_directory_that_cannot_be_written_is_tried_again(tmp_path) -> None:
    (tmp_path / "out").write_text("in the way")
    told = await FileDrop(tmp_path / "out", "json").carry(PARCEL)
    assert told.result is Result.UNREACHABLE


async def test_the_fake_keeps_what_it_gets_and_answers_as_told() -> None:
    fake = RecordingCarrier([Outcome(Result.REFUSED)])
    assert (await fake.carry(PARCEL)).result is Result.REFUSED
    assert (await fake.carry(PARCEL)).result is Result.SENT
    assert fake.kept == [PARCEL, PARCEL]


def test_a_gateway_goes_before_files_and_nothing_is_set_up_by_itself(tmp_path) -> None:
    assert make_carriers(Settings()) == {}
    made = make_carriers(Settings(sms_gateway="https://sms.example.org", message_drop=tmp_path))
    assert isinstance(made[Channel.SMS], HttpGateway)
    assert isinstance(made[Channel.VOICE], FileDrop)


@pytest.mark.parametrize("address", ["http://sms.example.org", "https://a:b@sms.example.org", "x"])
def test_a_gateway_that_others_could_read_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        Settings(sms_gateway=address)


@pytest.mark.parametrize("address", ["https://sms.example.org/x", "http://127.0.0.1:9/x"])
def test_a_gateway_behind_tls_or_on_this_machine_is_taken(address: str) -> None:
    assert Settings(sms_gateway=address).sms_gateway == address
