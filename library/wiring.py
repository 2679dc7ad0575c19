"""The library as one object: sessions, vocabulary, index, files and their readers, opened from settings.

Both edges, the web and the command line, hold exactly one of these.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy.orm import Session

from library import chores, database, jobs
from library.config import Settings
from library.consents import register
from library.database import Sessions
from library.items import rendering, texts
from library.items.extracting import Extractor
from library.items.files import Store
from library.items.writing import Workshop
from library.migrations import steps
from library.originals.previews import Previews
from library.originals.reader import Reader
from library.originals.understanding import Tools
from library.review import withdrawing
from library.search import answering, catchup
from library.search.answering import Answer
from library.search.counting import Counts
from library.search.index import Index
from library.search.query import Query
from library.search.relabelling import Relabeller
from library.stats.monthly import Monthly
from library.tags import shipped
from library.tags.vocabulary import Current, Vocabulary
from library.uploads import accepting
from library.uploads.accepting import Desk
from library.uploads.examining import Examiner
from library.uploads.scanning import Scanner
from library.uploads.thumbnails import Thumbnails
from library.usage.counting import Counts as UsageCounts

_LARGEST_SCAN = 10 * 1024 * 1024


@dataclass
class Library:
    """Everything that runs: open it with `Library.open`, end it with `close`."""

    settings: Settings
    sessions: Sessions
    store: Store
    renderer: rendering.Renderer = field(default_factory=rendering.Renderer)
    extractor: Extractor = field(init=False)
    examiner: Examiner = field(default_factory=Examiner)
    reader: Reader = field(init=False)
    _vocabulary: Current = field(default_factory=Current)
    _following: threading.Lock = field(default_factory=threading.Lock)
    _looking: threading.Semaphore = field(default_factory=accepting.turns)
    asked: Counts = field(init=False)
    usage: UsageCounts = field(init=False)
    months: Monthly = field(default_factory=Monthly)
    worker: jobs.Worker = field(init=False)
    reading_worker: jobs.Worker = field(init=False)
    bulk_worker: jobs.Worker = field(init=False)
    slow_worker: jobs.Worker = field(init=False)
    relabeller: Relabeller = field(init=False)

    thumbnails: Thumbnails = field(init=False)
    previews: Previews = field(init=False)

    def __post_init__(self) -> None:
        turn = threading.Lock()
        self.extractor, self.reader = Extractor(turn=turn), Reader(turn=turn)
        self.asked = Counts(self.sessions)
        self.usage = UsageCounts(self.sessions)
        self.thumbnails = Thumbnails(self.settings.cache / "thumbnails", self.store)
        self.previews = Previews(self.settings.cache / "previews", lambda: self.tools)
        self.worker = chores.worker(self.sessions, self.settings)
        self.reading_worker = chores.reading_worker(self.sessions, lambda: self.tools)
        self.bulk_worker = chores.bulk_worker(self.sessions, self.workshop, self.catch_up)
        self.slow_worker = chores.slow_worker(self.sessions, self.settings, lambda: self.index)
        self.relabeller = Relabeller(self.sessions, lambda: self.index, self.vocabulary)
        self.sessions.after_commit(self._wake)

    def _wake(self, session: Session) -> None:
        if jobs.has_added(session):
            for each in self._workers():
                each.wake()

    def _workers(self) -> tuple[jobs.Worker, ...]:
        return self.worker, self.reading_worker, self.bulk_worker, self.slow_worker

    @classmethod
    def open(cls, settings: Settings) -> "Library":
        """Open the library, making or migrating its database where needed."""
        settings.data.mkdir(parents=True, exist_ok=True)
        engine = database.engine(settings.database_url)
        steps.upgrade(engine)
        store = Store(settings.files, settings.file_bytes)
        library = cls(settings, Sessions(engine), store)
        with library.sessions.writing() as session:
            shipped.load(session)
        return library

    def start(self) -> None:
        """Begin to work after requests: a server does, a command leaves it to the server."""
        with self.sessions.writing() as session:
            chores.keep(session, self.settings)
        for each in self._workers():
            each.start()
        self.relabeller.start()

    def work(self) -> int:
        """Do now what is due after requests; return how many jobs that were."""
        return sum(each.run() for each in self._workers())

    @cached_property
    def index(self) -> Index:
        """The search index, opened when first asked for."""
        return Index.open(self.settings.index)

    def vocabulary(self, session: Session, newest: int | None = None) -> Vocabulary:
        """Return the vocabulary as it is now; `newest` is the last change, where that is known."""
        return self._vocabulary.read(session, newest)

    def answer(self, session: Session, query: Query) -> Answer:
        """Return what a query finds, understood as its text is meant."""
        return answering.answer(self.index, query, self.vocabulary(session))

    def workshop(self, session: Session) -> Workshop:
        """Return what saving an item needs."""
        return Workshop(self.vocabulary(session), self.store, self.renderer.render, self.extractor)

    @property
    def desk(self) -> Desk:
        """What accepting an upload needs."""
        scanner = Scanner(self.settings.clamav) if self.settings.clamav else None
        return Desk(self.store, self.extractor, self.examiner, scanner, self._looking)

    @property
    def tools(self) -> Tools:
        """What understanding an original needs."""
        return Tools(self.reader, self.desk, self.renderer.render, self.vocabulary)

    def read_files(self) -> int:
        """Read the files that this version has not read yet; return how many they were.

        Each is a transaction of its own, so that others can write between two of them.
        """
        with self.sessions.reading() as session:
            unread = texts.unread(session)
        for file in unread:
            with self.sessions.writing() as session:
                texts.read(session, [file], self.store, self.extractor)
        return len(unread)

    def catch_up(self) -> int:
        """Bring the index up to date; return how many items it had missed."""
        with self._following, self.sessions.reading() as session:
            count = catchup.catch_up(session, self.index, self.vocabulary(session))
        if self.relabeller.is_started:
            self.relabeller.wake()
        else:
            self.relabeller.finish()
        return count

    def follow(self, session: Session, newest: int) -> None:
        """Catch up with a change before a search, unless somebody is at it: no reader waits then."""
        is_behind = newest != self.index.applied
        if is_behind and self._following.acquire(blocking=False):
            try:
                catchup.catch_up(session, self.index, self.vocabulary(session))
            finally:
                self._following.release()

    def hide_expired(self) -> None:
        """Hide what stood on consents that have run out."""
        with self.sessions.reading() as session:
            is_due = register.is_due(session)
        if is_due:
            with self.writing() as session:
                withdrawing.expire_consents(session)

    @property
    def vault(self) -> Store:
        """Where signed forms are kept, apart from what readers may ever get."""
        return Store(self.settings.consents, _LARGEST_SCAN)

    @property
    def evidence(self) -> Store:
        """Where the files of the logbook are kept, apart from those of items."""
        return Store(self.settings.evidence, self.settings.file_bytes)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Lend a session, commit it and bring the index up to date."""
        with self.sessions.writing() as session:
            yield session
        self.catch_up()

    def close(self) -> None:
        """End the job at hand, write what is counted; let go of files, processes, connections."""
        for each in self._workers():
            each.close()
        self.previews.close()
        self.relabeller.close()
        self.asked.close()
        self.usage.close()
        if "index" in self.__dict__:
            self.index.close()
        self.renderer.close()
        self.extractor.close()
        self.examiner.close()
        self.reader.close()
        self.thumbnails.close()
        self.sessions.close()
