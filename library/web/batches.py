"""Many at once: files, a zip or a sheet of items are sent, read one by one, and gone on with by ticks.

One form holds the table: its cells can be written, and what is ticked becomes submissions.
"""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from library.accounts.models import Unit
from library.errors import Invalid, Message
from library.exchange import workbook
from library.items import archives, files
from library.marking import N_
from library.originals import batches, gathering, receiving
from library.originals.gathering import Document
from library.originals.models import Batch
from library.originals.receiving import Sent
from library.review import contents, drafting
from library.web import batch_table, context, filters, forms, questions, security
from library.web.speech import _

blueprint = Blueprint("batches", __name__)
blueprint.after_request(security.keep_to_oneself)

FIELD = "files"
_AROUND = 1024 * 1024
# Fifty rows with all that may be written into them; three bytes a letter in an address.
_LARGEST_FORM = 4 * 1024 * 1024
# So many submissions are begun in a transaction; what a fault leaves is gone on with again.
_AT_ONCE = 25
Refused = list[tuple[str, Message]]


@blueprint.url_value_preprocessor
def _let_more_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Take many files and wide forms, before anybody reads what was sent."""
    if endpoint == "batches.receive":
        request.max_content_length = context.library().settings.batch_bytes + _AROUND
    elif endpoint == "batches.go_on":
        request.max_content_length = request.max_form_memory_size = _LARGEST_FORM


@blueprint.get("/contribute/batches/new")
def new() -> ResponseReturnValue:
    """Ask for files."""
    return _new_page({}, [])


def _new_page(wrong: Mapping[str, str], refused: Refused) -> str:
    settings = context.library().settings
    return render_template(
        "batches/new.html",
        places=drafting.places(context.somebody()),
        unit=request.form.get("unit", type=int),
        endings=", ".join((*receiving.ENDINGS, *gathering.SHEETS, ".zip")),
        most=batches.MOST_FILES,
        limit=filters.size(settings.file_bytes),
        whole=filters.size(settings.batch_bytes),
        refused=[(name, why.translated(_)) for name, why in refused],
        wrong=wrong,
    )


@blueprint.post("/contribute/batches/new")
def receive() -> ResponseReturnValue:
    """Keep what was sent and have it read."""
    refused: Refused = []
    try:
        with context.looking():
            unit_id = _unit().id
        received = _received(refused)  # which takes long: nothing in the database waits for it
    except Invalid as error:
        return _new_page(forms.wrong(error), refused), 422
    session = context.session()
    unit = session.get_one(Unit, unit_id)
    made = batches.take(session, context.somebody(), unit, received, refused)
    return redirect(url_for("batches.show", batch=made.id), 303)


def _unit() -> Unit:
    chosen = request.form.get("unit", type=int)
    unit = next((each for each in drafting.places(context.somebody()) if each.id == chosen), None)
    if unit is None:
        raise Invalid(N_("Choose the unit for which it is made."), field="unit")
    return unit


def _received(refused: Refused) -> list[Sent]:
    """Return what is kept of all that was sent; raise Invalid when that is nothing or too much."""
    sent = [each for each in request.files.getlist(FIELD) if each.filename]
    if not sent:
        raise Invalid(N_("Choose the files, a zip of them or a sheet."), field=FIELD)
    _check_count(len(sent))
    received = [kept for file in sent for kept in _kept(file, refused, len(sent))]
    if not received:
        raise Invalid(N_("Nothing of this can be read; the reasons stand below."), field=FIELD)
    return received


def _check_count(count: int) -> None:
    if count > batches.MOST_FILES:
        raise Invalid(
            N_(
                "These are %(count)s files; %(most)s are taken at once. Send the others afterwards."
            ),
            field=FIELD,
            count=count,
            most=batches.MOST_FILES,
        )


def _kept(file: FileStorage, refused: Refused, beside: int) -> Iterator[Sent]:
    """Yield what is kept of a file, of each in it when it is a zip; note what is refused."""
    name = file.filename or ""
    if files.recognise(_rewound(file), name) != gathering.ZIP:
        yield from _one(_rewound(file), name, refused)
        return
    try:
        with zipfile.ZipFile(_rewound(file)) as archive:
            documents = _documents(archive)
            _check_count(len(documents) + beside - 1)
            for document in documents:
                yield from _unpacked(document, refused)
    except archives.DAMAGED:
        refused.append((name, Message(N_("The zip file is damaged; pack it again."))))
    except Invalid as error:
        if error.field == FIELD:
            raise
        refused.append((name, error.message))


def _rewound(file: FileStorage) -> Any:
    file.stream.seek(0)
    return file.stream


def _documents(archive: zipfile.ZipFile) -> list[Document]:
    """Return what lies in a zip; raise Invalid for one that holds more than may be sent."""
    found = [*gathering.documents(archive, "")]
    largest = context.library().settings.batch_bytes
    if sum(entry.file_size for entry in archive.infolist()) > largest:
        raise Invalid(
            N_("The files in the zip are larger than %(limit)s MB together; send fewer at once."),
            limit=largest // (1024 * 1024),
        )
    return found


def _unpacked(document: Document, refused: Refused) -> Iterator[Sent]:
    if document.is_archive:
        refused.append((document.name, gathering.ZIPPED))
        return
    try:
        with document.open() as stream:
            yield from _one(stream, document.name, refused)
    except Invalid as error:
        refused.append((document.name, error.message))


def _one(stream: Any, name: str, refused: Refused) -> list[Sent]:
    try:
        return [receiving.receive(stream, name, context.library().desk, sheets_too=True)]
    except Invalid as error:
        refused.append((name, error.message))
        return []


def _own(id: int) -> Batch:
    return batches.by_sender(context.session(), context.somebody(), id)


@blueprint.get("/contribute/batches/<int:batch>")
def show(batch: int) -> ResponseReturnValue:
    """Show how many have been read, then the table."""
    found = _own(batch)
    done, every = batches.progress(context.session(), found)
    if done < every and "now" not in request.args:
        said = _progress(done, every)
        return render_template(
            "batches/waiting.html", batch=found, done=done, every=every, said=said
        )
    return _table_page(found, {})


def _progress(done: int, every: int) -> str:
    return _("%(done)s of %(every)s have been read.", done=done, every=every)


def _table_page(
    batch: Batch, wrong: Mapping[str, str], typed: Mapping[str, str] | None = None
) -> str:
    return render_template(
        "batches/show.html",
        wrong=wrong,
        label=questions.label,
        help=questions.help,
        answers=questions.answers,
        **batch_table.view(batch, typed or {}),
    )


@blueprint.get("/contribute/batches/<int:batch>/state")
def state(batch: int) -> ResponseReturnValue:
    """Tell a script how far it is."""
    done, every = batches.progress(context.session(), _own(batch))
    waits = "waiting" if done < every else "read"
    return jsonify({"state": waits, "said": _progress(done, every), "done": done, "every": every})


@blueprint.post("/contribute/batches/<int:batch>")
def go_on(batch: int) -> ResponseReturnValue:
    """Save what was written into the table; begin submissions with what is ticked, or with all."""
    session, user, found = context.session(), context.somebody(), _own(batch)
    then = request.form.get("then", "save")
    shown = batch_table.shown(found)
    wrong = batch_table.save(session, shown)
    if wrong:
        return _table_page(found, wrong, request.form), 422
    ids = _wanted(found, then)
    if then != "save" and not ids:
        return _table_page(found, {"ticked": _("Tick the rows to go on with.")}, request.form), 422
    stated, keeps = _stated(), "keep" in request.form
    for first in range(0, len(ids), _AT_ONCE):
        language, vocabulary = context.language(), context.vocabulary()
        batches.go_on(
            session,
            user,
            found,
            ids[first : first + _AT_ONCE],
            vocabulary,
            language,
            stated,
            keep=keeps,
        )
        session.commit()  # hundreds take seconds, and others want to write meanwhile
    page = request.args.get("page", 1, type=int)
    return redirect(url_for("batches.show", batch=found.id, page=page, _anchor="rows"), 303)


def _wanted(batch: Batch, then: str) -> Sequence[int]:
    if then == "ticked":
        return batch_table.numbers("ticked")
    if then == "all":
        return [each.id for each in batches.originals(context.session(), batch)]
    return []


def _stated() -> contents.Fields:
    """Return what holds for all that is gone on with: the licence, and what only an author can say."""
    typed = {name: request.form.get(name, "")[:100] for name in ("licence", *contents.STATED)}
    return {name: value for name, value in typed.items() if value}


@blueprint.post("/contribute/batches/<int:batch>/discard")
def discard(batch: int) -> ResponseReturnValue:
    """Throw away what was not gone on with."""
    batches.discard(context.session(), _own(batch))
    return redirect(url_for("contribute.index"), 303)


@blueprint.get("/contribute/batches/sheet.<any(csv, xlsx):ending>")
def sheet(ending: str) -> ResponseReturnValue:
    """Give a sheet of items to fill in."""
    context.somebody()
    names, values = batch_table.to_fill_in()
    name = _("items-to-fill-in")
    if ending == "xlsx":
        made = workbook.written({_("Items"): [names], _("Values"): values})
        media_type = workbook.XLSX
    else:
        made, media_type = batch_table.as_csv(names), "text/csv; charset=utf-8"
    headers = {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
    return Response(made, content_type=media_type, headers=headers)
