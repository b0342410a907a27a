"""Puts a message into words: for each channel its own, in the language of the reader.

The texts are data (`expert_pool/data/texts/messages.toml`); what a policy does not allow
to be told before acceptance (NTF-02) has no place in any of them.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Final

from expert_pool.calendar import CHINA
from expert_pool.messages.contents import Message, Mode, Outline
from expert_pool.messages.kinds import Channel
from expert_pool.policy import Policy
from expert_pool.vocabulary import CodeLists

_ENGLISH: Final = "en"
_MONTHS: Final = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)
Entry = str | list[str]


@dataclass(frozen=True, slots=True)
class Text:
    """A message in words: subject and lines, and the words of the way that it shows.

    Channels to a telephone have one line and no subject.
    """

    subject: str
    lines: tuple[str, ...]
    link_words: str = ""


@lru_cache(maxsize=1)
def _texts() -> Mapping[str, Mapping[str, Entry]]:
    file = files("expert_pool") / "data" / "texts" / "messages.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes messages in one language, under one policy; `address` is where the service stands.

    `signature` is put before a short message in 【】, where the gateway does not do so itself.
    """

    policy: Policy
    lists: CodeLists
    language: str
    address: str = ""
    signature: str = ""

    def write(self, message: Message, channel: Channel) -> Text:
        """The words of a message on a channel."""
        kind = message.kind.value
        if channel in {Channel.SMS, Channel.VOICE}:
            said = self._fill(self._entry(kind, channel.value), message, self._aloud(message))
            signed = channel is Channel.SMS and self.signature
            return Text("", (f"【{self.signature}】{said}" if signed else said,))
        lines = self._lines(kind, message)
        subject = self._fill(self._entry(kind, "subject"), message, "")
        return Text(subject, tuple(lines), self._entry(kind, "link") if message.path else "")

    def _lines(self, kind: str, message: Message) -> Iterator[str]:
        for line in _texts()[kind][f"lines_{self._short}"]:
            if line == "{outline}":
                yield from self._outline(message.outline)
            else:
                yield self._fill(line, message, "")

    def _aloud(self, message: Message) -> str:
        return ("; " if self.language == _ENGLISH else "，").join(self._outline(message.outline))

    def _fill(self, text: str, message: Message, outline: str) -> str:
        organiser = self.policy.organiser.in_language(self.language)
        return text.format(
            organiser=organiser,
            outline=outline,
            when=self._moment(message.outline.starts_at),
            answer_by=self._moment(message.answer_by) if message.answer_by else "",
            link=f"{self.address}{message.path}",
        )

    def _outline(self, outline: Outline) -> Iterator[str]:
        """What may be told, phrase by phrase: only what the policy's list names."""
        allowed = self.policy.codes("notify_reveal")
        told = (
            ("time", "time", self._moment(outline.starts_at)),
            ("days", "days", str(outline.days)),
            ("place_or_mode", "mode", self._mode(outline.mode)),
            ("place_or_mode", "place", outline.place),
            ("broad_field", "field", self._field(outline.field)),
            ("contact", "contact", outline.contact),
        )
        for code, phrase, value in told:
            if code in allowed and value:
                name = "when" if phrase == "time" else phrase
                yield self._entry("outline", phrase).format(**{name: value})

    def _mode(self, mode: Mode) -> str:
        return self._entry("mode", mode.value)

    def _field(self, code: str) -> str:
        entry = self.lists.fields.get(code)
        return self.lists.name(entry, self.language) if entry else ""

    def _moment(self, moment: datetime) -> str:
        local = moment.astimezone(CHINA)
        if self.language == _ENGLISH:
            return f"{local.day} {_MONTHS[local.month - 1]} {local.year} {local:%H:%M}"
        return f"{local.year}年{local.month}月{local.day}日{local:%H:%M}"

    def _entry(self, group: str, name: str) -> str:
        return str(_texts()[group][f"{name}_{self._short}"])

    @property
    def _short(self) -> str:
        return _ENGLISH if self.language == _ENGLISH else "zh"
