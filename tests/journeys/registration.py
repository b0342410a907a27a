"""How an expert comes into the pool: an account, a confirmed address, the application."""

from dataclasses import dataclass
from pathlib import Path

from expert_pool.vocabulary import load_code_lists
from expert_pool.vocabulary.entries import Entry
from tests.journeys.browsing import Visitor
from tests.journeys.mailbox import Mailbox, link_in

PASSWORD = "long-enough for everybody 2026"
STAFF_PASSWORD = "jinhua-demo-only"


def sign_up(expert: Visitor, mailbox: Mailbox, email: str) -> None:
    """Make an account, see the errors of an empty form once, follow the mailed link."""
    expert.open("/", "home")
    expert.follow(expert.say("Apply to join"), "sign-up")
    expert.press(expert.say("Create account"), "sign-up-errors")
    expert.sees_the_summary()
    expert.fill(expert.say("E-mail address"), email)
    expert.fill(expert.say("Password"), PASSWORD)
    expert.press(expert.say("Create account"), "sign-up-done")
    mail = mailbox.wait_for(email, expert.say("Confirm your e-mail address"))
    expert.open(link_in(mail), "confirm")
    expert.press(expert.say("Confirm the address"), "confirmed")
    expert.reads(expert.say("Your e-mail address is confirmed. You can sign in now."))


def sign_in(visitor: Visitor, email: str, password: str = STAFF_PASSWORD) -> None:
    """Sign in from the first page; where the account prefers another language, switch."""
    visitor.open("/")
    visitor.leave_by(visitor.page.locator(".masthead a[href='/sign-in']"))
    visitor.fill(visitor.say("E-mail address"), email)
    visitor.fill(visitor.say("Password"), password)
    with visitor.page.expect_navigation():
        visitor.button(visitor.say("Sign in")).click()
    visitor.switch_language()


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody who does not exist and wants to join."""

    name: str
    email: str
    identity_number: str
    phone: str
    certificate: Path
    photo: Path


def named(visitor: Visitor, entry: Entry) -> str:
    """An entry of a code list in the visitor's language."""
    return load_code_lists().name(entry, visitor.language)


def apply(expert: Visitor, applicant: Applicant) -> str:
    """All seven tasks, from the start page to the reference number."""
    expert.open("/application", "start")
    expert.press(expert.say("Start now"), "tasks")
    fill_identity(expert, applicant)
    fill_employments(expert)
    fill_credentials(expert, applicant)
    fill_fields(expert)
    fill_relations(expert)
    fill_pledges(expert)
    return submit(expert)


def _begin(expert: Visitor, task: str, name: str) -> None:
    expert.follow(expert.say(task), name)


def _save(expert: Visitor, name: str = "") -> None:
    expert.press(expert.say("Save and continue"), name)


def fill_identity(expert: Visitor, applicant: Applicant) -> None:
    """The first task; sent empty once, to see the errors."""
    say = expert.say
    _begin(expert, "Who you are", "identity")
    _save(expert, "identity-errors")
    expert.sees_the_summary()
    expert.choose(
        say(
            "I have read the notice on sensitive data and consent separately to the processing"
            " of my identity number."
        )
    )
    expert.fill(say("Name"), applicant.name)
    expert.choose(say("Resident identity card"))
    expert.fill(say("Number of the document"), applicant.identity_number)
    expert.fill(say("Telephone number"), applicant.phone)
    expert.choose(say("Technical expert"))
    expert.pick(say("Where you work"), named(expert, load_code_lists().divisions["330702"]))
    _save(expert)


def fill_employments(expert: Visitor) -> None:
    """One employment that lasts."""
    say = expert.say
    _begin(expert, "Employment history", "employments")
    expert.press(say("Add an employment"), "employment")
    expert.fill(say("Full name of the employer"), "虚构大学")
    expert.choose(say("Employed"))
    expert.fill(say("Start date"), "1999-07-01")
    expert.fill(say("Position"), "系主任")
    _save(expert)
    expert.choose(say("University"))
    _save(expert)


def fill_credentials(expert: Visitor, applicant: Applicant) -> None:
    """A title with two certificates; a file that is none is refused first."""
    say = expert.say
    _begin(expert, "Titles, qualifications and honours", "credentials")
    expert.press(say("Add a title"), "title")
    expert.pick(say("Title"), named(expert, load_code_lists().titles["S01-01"]))
    expert.fill(say("Obtained on"), "2008-12-01")
    _save(expert, "certificates")
    upload(expert, Path(__file__))
    expert.sees_the_summary()
    upload(expert, applicant.certificate)
    expert.reads(applicant.certificate.name)
    upload(expert, applicant.photo, "certificates-uploaded")
    expert.follow(say("Continue"), "credentials-filled")
    _save(expert)


def upload(expert: Visitor, file: Path, name: str = "") -> None:
    """Choose a file and send it; the last field of the page takes a further one."""
    field = expert.page.locator("input[type=file]:visible").last
    field.set_input_files(file)
    expert.press(expert.say("Upload"), name)


def fill_fields(expert: Visitor) -> None:
    """A technical field, a discipline, and the directions of research."""
    say, lists = expert.say, load_code_lists()
    _begin(expert, "Fields of work", "fields")
    expert.press(say("Add a field"), "choose-field")
    expert.fill(say("Search by words"), named(expert, lists.fields["10101"]))
    expert.press(say("Search"), "fields-found")
    expert.page.get_by_role("radio").first.check()
    expert.press(say("Continue"), "field")
    expert.fill(say("Working in it since"), "2005-01-01")
    expert.fill(say("Evidence"), "虚构论文三篇")
    _save(expert)
    expert.press(say("Add a discipline"), "choose-discipline")
    expert.fill(say("Search by words"), "520")
    expert.press(say("Search"), "disciplines-found")
    expert.page.get_by_role("radio").first.check()
    expert.press(say("Add this discipline"))
    expert.fill(say("Research directions"), "编译技术")
    _save(expert)


def fill_relations(expert: Visitor) -> None:
    """Nothing to declare, said expressly."""
    _begin(expert, "Relations and units to avoid", "relations")
    expert.choose(expert.say("I have nothing to declare."))
    _save(expert)


def fill_pledges(expert: Visitor) -> None:
    """Pledge and consent."""
    _begin(expert, "Pledge and consent", "pledges")
    for words in (
        "Everything I filled in and uploaded is true, and I keep the pledge above.",
        "I have the time, the energy and the health for reviews.",
        "I have read the notice and consent to the processing of my data.",
    ):
        expert.choose(expert.say(words))
    _save(expert, "tasks-done")


def submit(expert: Visitor) -> str:
    """Check the answers, hand them in, and note the reference number."""
    say = expert.say
    expert.follow(say("Check your answers and submit"), "check")
    expert.press(say("Submit the application"), "submitted")
    number = expert.page.locator(".reference strong").inner_text()
    expert.follow(say("See how far it is"), "status")
    expert.reads(number)
    return number
