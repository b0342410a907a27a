"""The coded reasons of entries in words, from the lists that the acts themselves choose from."""

from collections import ChainMap
from collections.abc import Mapping
from typing import Final

from expert_pool.admission.exporting import PURPOSES as EXPORT_PURPOSES
from expert_pool.admission.leaving import LEAVING_REASONS, SERVICE_REASONS
from expert_pool.admission.own_declarations import RETRACTION_REASONS
from expert_pool.admission.private_reading import PURPOSES as READING_PURPOSES
from expert_pool.admission.standing import (
    DECIDED_REASONS,
    RESUMPTION_REASONS,
    SUSPENSION_REASONS,
)
from expert_pool.admission.upkeep import DORMANCY_REASONS
from expert_pool.applications import DECLINE_REASONS, OVERRIDE_REASONS
from expert_pool.applications.verification import CREDIT_OUTCOMES, OUTCOMES, NamedCode
from web.translation import DEFAULT_LANGUAGE, current_translator

_LISTED: Final[Mapping[str, NamedCode]] = ChainMap(
    *(
        dict(listed)
        for listed in (
            *(OUTCOMES, CREDIT_OUTCOMES, DECLINE_REASONS, OVERRIDE_REASONS),
            *(LEAVING_REASONS, SERVICE_REASONS, DORMANCY_REASONS, RETRACTION_REASONS),
            *(SUSPENSION_REASONS, DECIDED_REASONS, RESUMPTION_REASONS),
            *(READING_PURPOSES, EXPORT_PURPOSES),
        )
    )
)


def reason_words(reason: str) -> str:
    """The reason of an entry in words; what a person wrote, and unknown codes, as they are."""
    translator = current_translator()
    if reason in _LISTED:
        named = _LISTED[reason]
        return named.name_zh if translator.language == DEFAULT_LANGUAGE else named.name_en
    for kind in ("look", "reason"):
        words = translator.sentence(f"{kind}.{reason}", {})
        if words != f"{kind}.{reason}":
            return words
    return reason
