from datetime import UTC, datetime, timedelta

import pytest

from expert_pool.errors import ExpertPoolError
from web.simulation.agenda import Agenda, MovedClock

START = datetime(2026, 1, 1, tzinfo=UTC)


class Refused:
    """A step that the service refuses, or that breaks."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    async def __call__(self) -> None:
        raise self.error


async def test_a_refused_step_is_counted_and_the_year_goes_on() -> None:
    clock, reached = MovedClock(START), []
    agenda = Agenda(clock)

    async def reach() -> None:
        reached.append(clock())

    agenda.at(START + timedelta(days=2), reach)
    agenda.at(START + timedelta(days=1), Refused(ExpertPoolError("expert.not_found")))
    await agenda.run()
    assert reached == [START + timedelta(days=2)]
    assert agenda.refused == {"expert.not_found": 1}


async def test_a_fault_of_the_program_ends_the_year() -> None:
    agenda = Agenda(MovedClock(START))
    agenda.at(START, Refused(ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        await agenda.run()
