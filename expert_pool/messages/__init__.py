"""What members of a panel are told, on which channel, in which words.

Pure: no clock, no address, no database. A message has no room for a project, a unit or a
name (rule NTF-02): those stand behind the sign-in, before an acceptance and after it.
The shell is `expert_pool.messaging`, the wires are in the web.
"""

from expert_pool.messages.contents import Message, Mode, Outline, read_message, write_message
from expert_pool.messages.kinds import Channel, MessageKind, Result
from expert_pool.messages.routes import Step, next_step, plan_routes
from expert_pool.messages.segments import count_segments
from expert_pool.messages.wording import Text, Writer

__all__ = [
    "Channel",
    "Message",
    "MessageKind",
    "Mode",
    "Outline",
    "Result",
    "Step",
    "Text",
    "Writer",
    "count_segments",
    "next_step",
    "plan_routes",
    "read_message",
    "write_message",
]
