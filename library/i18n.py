"""Interface languages: which there are, and their messages, compiled from .po when they changed.

Content languages are data (any BCP 47 tag); these are only the languages of buttons and messages.
"""

import gettext
import locale
import os
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from library import paths

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
DEFAULT = "vi"
SOURCE = "en"


def compiled(cache: Path) -> Path:
    """Return a folder with the compiled messages of every language, made anew when a .po changed."""
    target = cache / "translations"
    for language in LANGUAGES:
        source = _source(language)
        made = target / language / "LC_MESSAGES" / "messages.mo"
        if source.is_file() and not _is_current(made, source):
            _compile(source, made, language)
    return target


def _source(language: str) -> Path:
    return paths.shipped("translations") / language / "LC_MESSAGES" / "messages.po"


def _is_current(made: Path, source: Path) -> bool:
    return made.is_file() and made.stat().st_mtime_ns >= source.stat().st_mtime_ns


def _compile(source: Path, made: Path, language: str) -> None:
    made.parent.mkdir(parents=True, exist_ok=True)
    draft = made.with_suffix(f".{os.getpid()}")
    draft.write_bytes(_made(source, language))
    draft.replace(made)


def _made(source: Path, language: str) -> bytes:
    target = BytesIO()
    with source.open("rb") as stream:
        write_mo(target, read_po(stream, locale=language))
    return target.getvalue()


def translations(cache: Path, language: str) -> gettext.NullTranslations:
    """Return the messages of a language; those of English are the sentences themselves."""
    return gettext.translation("messages", compiled(cache), [language], fallback=True)


def parsed(language: str) -> gettext.NullTranslations:
    """Return the messages of a language without keeping them compiled, which takes longer."""
    source = _source(language)
    if not source.is_file():
        return gettext.NullTranslations()
    return gettext.GNUTranslations(BytesIO(_made(source, language)))


def of_terminal() -> str:
    """Return the interface language of the person at the command line."""
    asked = (
        os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    )
    language = (locale.normalize(asked) or asked).split("_")[0].lower()
    return language if language in LANGUAGES else SOURCE
