"""Which wires the operator has set up; a channel without one is passed over."""

from expert_pool.messages import Channel
from web.channels.file_drop import FileDrop
from web.channels.gateway import HttpGateway
from web.channels.parcels import Carrier, Carriers
from web.settings import Settings


def make_carriers(settings: Settings) -> Carriers:
    """A gateway where one is named, else the directory for files, else nothing."""
    gateways = {Channel.SMS: settings.sms_gateway, Channel.VOICE: settings.voice_gateway}
    made: dict[Channel, Carrier] = {}
    for channel, address in gateways.items():
        if address:
            made[channel] = HttpGateway(address, settings.gateway_secret)
        elif settings.message_drop is not None:
            made[channel] = FileDrop(settings.message_drop, settings.message_drop_format)
    return made
