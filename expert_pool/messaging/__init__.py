"""Members are told: queued in the transaction of the act, delivered beside it, every try kept.

Shell: reads, calls the core, writes. Addresses are looked up when something goes out and are
stored masked; words and wires are `expert_pool.messages` and the web.
"""

from expert_pool.messaging.delivering import (
    LOST_AFTER,
    Letter,
    Outcome,
    claim_due,
    give_up_lost,
    settle,
    settle_mails,
)
from expert_pool.messaging.looking import Told, load_told, load_told_to, was_reached
from expert_pool.messaging.queueing import Order, queue_message, withdraw_messages

__all__ = [
    "LOST_AFTER",
    "Letter",
    "Order",
    "Outcome",
    "Told",
    "claim_due",
    "give_up_lost",
    "load_told",
    "load_told_to",
    "queue_message",
    "settle",
    "settle_mails",
    "was_reached",
    "withdraw_messages",
]
