"""The demo is fictional throughout, unless the operator said otherwise."""

from web.cli.demo import with_demo_policy
from web.settings import Settings


def test_the_demo_has_a_made_up_organiser_with_a_made_up_contact() -> None:
    demo = with_demo_policy(Settings())
    assert (demo.policy, demo.demo, demo.says_how_to_be_reached) == ("demo", True, True)
    assert "虚构" in demo.contact_address
    assert "fictional" in demo.contact_address_en
    assert demo.contact_email.endswith("@example.org")


def test_an_operators_own_contact_stays_in_the_demo() -> None:
    own = Settings(contact_address="某路1号", contact_phone="000")
    assert with_demo_policy(own).contact_address == "某路1号"
    assert with_demo_policy(own).contact_email == ""
