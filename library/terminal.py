"""The edge to a person at a terminal: what all commands share."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import click
from sqlalchemy.exc import DBAPIError

from library import config, i18n
from library.errors import LibraryError, Message, Translate, of_system
from library.wiring import Library

REFUSED = 1


class Terminal:
    """The edge to a person at a terminal: opens the library, translates, ends with a code."""

    def __init__(self) -> None:
        self.translate: Translate = self._translate

    def _translate(self, sentence: str) -> str:
        """Translate what has to be said before the data folder is known."""
        return i18n.parsed(i18n.of_terminal()).gettext(sentence)

    @contextmanager
    def library(self) -> Iterator[Library]:
        """Lend the opened library; what goes wrong is said in a sentence, without a traceback."""
        try:
            settings = config.read()
            self.translate = i18n.translations(settings.cache, i18n.of_terminal()).gettext
            library = Library.open(settings)
            try:
                yield library
            finally:
                library.close()
        except LibraryError as error:
            self.refuse(error.message)
        except BrokenPipeError:
            raise  # click knows: the reader of our output has gone
        except (OSError, DBAPIError) as error:
            self.refuse(of_system(error))

    def say(self, sentence: str, **values: Any) -> None:
        """Print a translated sentence."""
        click.echo(Message(sentence, values).translated(self.translate))

    def warn(self, message: Message) -> None:
        """Print a translated sentence on stderr."""
        click.echo(message.translated(self.translate), err=True)

    def refuse(self, message: Message) -> NoReturn:
        """Say why and end."""
        self.warn(message)
        sys.exit(REFUSED)


terminal = Terminal()
