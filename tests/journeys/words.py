"""What the screens say, from the service's own catalogues: journeys read what people read."""

from web.translation import load_words

LANGUAGES = ("zh_Hans", "en")


def say(language: str, words: str, **places: object) -> str:
    """An English string of the screens in one language; a missing one is an error."""
    said = words if language == "en" else load_words()[None, words]
    return said % places if places else said
