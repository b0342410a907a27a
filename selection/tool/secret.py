"""`python -m selection secret`: take part in a draw of the service, offline.

Its one job is a fresh secret and its commitment; it must keep neither.
"""

import secrets

import click

from selection.documents.commitment import SALT_BYTES, hash_party_secret
from selection.tool.command_list import SpokenCommand
from selection.tool.options import Exit, Voice, speaks
from selection.tool.printing import write_data


@click.command(cls=SpokenCommand)
@click.option("--request", required=True, help="The id of the panel request.")
@click.option(
    "--role",
    type=click.Choice(["officer", "auditor"]),
    required=True,
    help="Your part in the draw.",
)
@speaks
def secret(voice: Voice, request: str, role: str) -> int:
    """Make a secret for a draw, and the commitment to hand in before it."""
    made = secrets.token_bytes(SALT_BYTES)
    shown = {"secret": made.hex(), "commitment": hash_party_secret(request, role, made)}
    said = (
        write_data(shown) if voice.as_json else voice.sentences.say("verify.secret.made", **shown)
    )
    click.echo(said)
    return Exit.DONE
