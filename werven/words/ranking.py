"""What a ranking says in signs and flags, in words."""

from __future__ import annotations

from werven.words.tables import words

CONFIDENCE_MARKS = {"high": "●", "medium": "◐", "low": "○", "illustrative": "◌"}


def flag_words(flag: str, language: str) -> str:
    """Return a flag of the table in words; one that is not known stays as it is."""
    own = words("ranking")
    return own.say(f"flag_{flag}", language) if f"flag_{flag}" in own else flag


def confidence_words(language: str) -> list[str]:
    """Return what every mark of confidence means."""
    return [
        f"{mark} {words('ranking').say(f'confidence_{level}', language)}" for level, mark in CONFIDENCE_MARKS.items()
    ]
