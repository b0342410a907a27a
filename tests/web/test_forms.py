"""What was typed: read, refused beside its field, and kept."""

from datetime import date

import pytest
from litestar.datastructures import FormMultiDict
from pydantic import BaseModel, Field, SecretStr

from expert_pool.errors import ExpertPoolError
from web.forms import Day, Email, FormModel, Several, Ticked, blank, check_form
from web.translation import speaking


class Seat(BaseModel):
    kind: str = Field(title="Kind")
    count: int = Field(title="Seats", ge=1, le=50)


class Sample(FormModel):
    name: str = Field(title="Name", min_length=2, max_length=5)
    email: Email | None = Field(default=None, title="E-mail address")
    secret: SecretStr | None = Field(default=None, title="Password")
    born: Day | None = Field(default=None, title="Date of birth")
    fields: Several = Field(default=(), title="Fields")
    seats: tuple[Seat, ...] = Field(default=(), title="Seats")
    agreed: Ticked | None = Field(default=None, title="I agree.")


class Carrying(FormModel):
    version: int = Field(ge=0, lt=2**31)
    reason: str = Field(default="", title="Reason", max_length=5)


class Pledge(FormModel):
    agreed: Ticked = Field(title="I agree.")


def sent(**fields: str | list[str]) -> FormMultiDict:
    pairs = [
        (name.replace("__", "-"), value)
        for name, values in fields.items()
        for value in (values if isinstance(values, list) else [values])
    ]
    return FormMultiDict(pairs)


def test_spaces_around_a_value_fall_away_and_the_token_with_them() -> None:
    form = check_form(sent(name="  Li ", csrf_token="x"), Sample)
    assert form.right.name == "Li"


def test_an_empty_field_counts_as_not_filled_in() -> None:
    form = check_form(sent(name="  ", email=""), Sample)
    assert form.value is None
    assert set(form.errors) == {"name"}


@pytest.mark.parametrize("typed", ["1975-11-20", "1975/11/20", "1975.11.20", "1975年11月20日"])
def test_a_day_is_read_however_it_is_written(typed: str) -> None:
    assert check_form(sent(name="Li", born=typed), Sample).right.born == date(1975, 11, 20)


@pytest.mark.parametrize("typed", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_that_no_rule_can_reckon_with_is_refused(typed: str) -> None:
    form = check_form(sent(name="Li", born=typed), Sample)
    assert form.errors["born"].code == "form.not_a_date"


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"name": "x"}, "name", "Name: enter at least 2 characters."),
        ({"name": "xxxxxx"}, "name", "Name: enter at most 5 characters."),
        ({}, "name", "Name: this is needed."),
        ({"name": "Li", "born": "1975-02-29"}, "born", "Date of birth: enter a real date, for"),
        ({"name": "Li", "born": "soon"}, "born", "Date of birth: enter a real date, for"),
        ({"name": "Li", "email": "li@here"}, "email", "Enter a full e-mail address, for example"),
        ({"name": "Li", "email": "li@a.cn\u202e"}, "email", "E-mail address: this contains an inv"),
        (
            {"name": "L\u2066i"},
            "name",
            "Name: this contains an invisible control character (U+2066)",
        ),
        ({"name": "Li", "fields": "a\u200b"}, "fields", "Fields: this contains an invisible"),
        ({"name": "Li", "seats__0__kind": "a", "seats__0__count": "0"}, "seats-0-count", "Seats"),
        ({"name": "Li", "seats__0__count": "1"}, "seats-0-kind", "Kind: this is needed."),
        ({"name": "Li", "surprise": "1"}, "surprise", "The form holds an unknown field."),
        ({"name": "Li", "agreed": "no"}, "agreed", "I agree.: choose one of the options."),
    ],
)
def test_an_error_stands_beside_its_field_in_words(
    fields: dict[str, str], field: str, words: str
) -> None:
    form = check_form(sent(**fields), Sample)
    with speaking("en"):
        assert form.error(field).startswith(words)
        assert (field, form.error(field)) in form.summary()


def test_a_box_that_must_be_ticked_asks_for_it() -> None:
    with speaking("en"):
        assert check_form(sent(), Pledge).error("agreed").startswith("Read this and tick")


def test_what_was_typed_stays() -> None:
    form = check_form(sent(name="x", fields=["a", "b"], seats__0__count="many"), Sample)
    assert form.text("name") == "x"
    assert form.chosen("fields") == ("a", "b")
    assert form.text("seats-0-count") == "many"


def test_a_password_is_never_shown_again_and_keeps_its_spaces() -> None:
    form = check_form(sent(name="Li", secret=" a b "), Sample)
    secret = form.right.secret
    assert form.text("secret") == ""
    assert secret is not None
    assert secret.get_secret_value() == " a b "


def test_a_password_may_hold_any_character() -> None:
    form = check_form(sent(name="Li", secret="a\u200db"), Sample)
    assert form.right.secret == SecretStr("a\u200db")


def test_a_form_with_a_hidden_character_has_no_value_and_keeps_what_was_typed() -> None:
    form = check_form(sent(name="L\u202ei"), Sample)
    assert (form.value, form.text("name")) == (None, "L\u202ei")
    assert form.errors["name"].params == {"character": "U+202E"}


def test_rows_keep_their_order_beyond_ten() -> None:
    fields: dict[str, str | list[str]] = {"name": "Li"}
    for number in range(12):
        fields |= {f"seats__{number}__kind": f"k{number}", f"seats__{number}__count": "1"}
    seats = check_form(sent(**fields), Sample).right.seats
    assert [seat.kind for seat in seats] == [f"k{number}" for number in range(12)]


@pytest.mark.parametrize(
    "names", [("name", "name-x"), ("name", "seats-²-kind"), ("name", "-".join(["a"] * 990))]
)
def test_a_crafted_name_is_an_error_of_the_form_and_not_of_the_service(
    names: tuple[str, ...],
) -> None:
    for order in (names, names[::-1]):
        form = check_form(FormMultiDict([(name, "Li") for name in order]), Sample)
        assert form.value is None
        assert form.errors


def test_one_choice_of_several_is_still_several() -> None:
    assert check_form(sent(name="Li", fields="a"), Sample).right.fields == ("a",)


def test_a_form_filled_with_what_is_known_shows_it() -> None:
    values = {"name": "Li", "born": date(1975, 11, 20), "seats": ({"kind": "a", "count": 2},)}
    form = blank(Sample, values)
    assert form.text("born") == "1975-11-20"
    assert form.text("seats-0-count") == "2"
    with speaking("en"):
        assert form.label("seats-0-count") == "Seats"


def test_the_shell_can_refuse_a_field_or_the_whole_form() -> None:
    form = check_form(sent(name="Li"), Sample).refused("", "form.not_valid")
    again = form.refused_by(ExpertPoolError("account.not_found"), "name")
    with speaking("en"):
        assert dict(again.summary())["name"] == "There is no such account."
        assert "" in dict(again.summary())


def test_values_of_a_refused_form_cannot_be_used() -> None:
    with speaking("en") as words:
        with pytest.raises(ExpertPoolError) as refused:
            _ = check_form(sent(), Sample).right
        assert words.error(refused.value) == "Name: this is needed."


NO_VERSIONS = ("", "x", "-1", "1e9", "²", "99999999999", "9" * 5000, "\u202e1")


@pytest.mark.parametrize("version", NO_VERSIONS)
def test_what_a_page_carries_is_out_of_date_when_it_makes_no_sense(version: str) -> None:
    form = check_form(sent(version=version, reason="late"), Carrying)
    assert {name: it.code for name, it in form.errors.items()} == {"": "form.out_of_date"}
    assert form.text("reason") == "late"
    with pytest.raises(ExpertPoolError, match="out_of_date"):
        _ = form.right


def test_optional_fields_say_so() -> None:
    assert blank(Sample).optional("email")
    assert not blank(Sample).optional("name")
