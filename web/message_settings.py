"""What an operator may choose for messages to telephones; `web.settings` reads it with all else."""

from pathlib import Path
from typing import Final, Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings

GATEWAY: Final = (
    r"^$|^https://[^\s/@]+(/[^\s]*)?$"
    r"|^http://(localhost|127\.[0-9.]+|\[::1\])(:[0-9]+)?(/[^\s]*)?$"
)
"""Nobody on the way reads a number or a text: https, or this machine itself."""


class MessageSettings(BaseSettings):
    """Gateways for short messages and calls, or a directory in their place."""

    sms_gateway: str = Field(
        default="",
        pattern=GATEWAY,
        description="Where short messages are posted to (docs/messages.md); https, but to this "
        "machine.",
    )
    voice_gateway: str = Field(
        default="", pattern=GATEWAY, description="The same for calls that read a message out."
    )
    gateway_secret: SecretStr | None = Field(
        default=None, description="What both gateways know the service by, in a header."
    )
    message_drop: Path | None = Field(
        default=None,
        description="A directory for one file a message, where there is no gateway for a channel.",
    )
    message_drop_format: Literal["json", "csv"] = "json"
    sms_signature: str = Field(
        default="",
        max_length=20,
        description="What stands in 【】 before a short message, where the gateway does not sign.",
    )
