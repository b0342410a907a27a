"""What forms were answered, so that a repetition of the same form changes nothing."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Column, Field, SQLModel

from expert_pool.storage.tables.columns import digest, moment, words


class FormAnswerRow(SQLModel, table=True):
    """A form as one page showed it, what it held when it was sent, and where the answer led.

    Only hashes of both are kept. `location` is empty until the answer is known; `notice` is
    the signed cookie with the sentence that the answer shows.
    """

    __tablename__ = "form_answer"
    __table_args__ = (Index("form_answer_age", "created_at"),)

    key_hash: bytes = Field(sa_column=Column(digest().type, primary_key=True))
    request_hash: bytes = Field(sa_column=digest(optional=False))
    location: str = Field(default="", sa_column=words())
    notice: str = Field(default="", sa_column=words())
    created_at: datetime = Field(sa_column=moment())
