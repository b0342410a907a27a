"""People who want to join and do not exist: their numbers belong to no place on the map."""

from datetime import date
from pathlib import Path

from tests.journeys.certificates import make_certificates
from tests.journeys.registration import Applicant

NOWHERE = "990000"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
BORN = date(1975, 6, 15)


def make_applicant(folder: Path, number: int) -> Applicant:
    """The applicant of one story; two stories' applicants share nothing."""
    body = f"{NOWHERE}{BORN:%Y%m%d}{101 + 2 * number}"
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    name = f"虚构{'甲乙丙丁'[number]}"
    own = folder / str(number)
    own.mkdir()
    certificate, photo = make_certificates(own, name)
    return Applicant(
        name=name,
        email=f"applicant{number}@journey.example",
        identity_number=body + "10X98765432"[total % 11],
        phone=f"1380000000{number}",
        certificate=certificate,
        photo=photo,
    )
