"""The letterhead of a unit: what its documents print above and below, own or inherited, what is missing."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library.accounts import units
from library.accounts.models import Unit
from library.accounts.roles import Role
from library.documents import profiles, wording
from library.errors import Invalid, LibraryError, NotFound
from library.marking import N_
from library.uploads import accepting
from library.web import context, errors, forms, security
from library.web.speech import _

blueprint = Blueprint("profiles", __name__)
blueprint.after_request(security.keep_to_oneself)

# Rows for those who sign; as many more are there as are filled.
_ROWS = 3


@blueprint.get("/units/<int:id>/letterhead")
def show(id: int) -> ResponseReturnValue:
    """Show the letterhead of a unit to those who belong to it."""
    return _page(_unit(id))


def _unit(id: int) -> Unit:
    user, unit = context.somebody(), units.by_id(context.session(), id)
    if unit.kind == units.ROOT or not (
        user.holds(Role.READER, unit) or profiles.may_change(user, unit)
    ):
        raise NotFound(N_("There is no such unit among one's own."))
    return unit


def _page(unit: Unit, refused: LibraryError | None = None) -> str:
    session, user = context.session(), context.somebody()
    values = profiles.of(session, unit)
    own = profiles.own(session, unit)
    said = _typed() if refused else (own.values if own else {})
    return render_template(
        "profiles/show.html",
        unit=unit,
        rows=[_row(field, values, unit) for field in profiles.FIELDS.values()],
        missing=[_(field.label) for field in profiles.missing(values)],
        may_change=profiles.may_change(user, unit),
        said=said,
        signers=[*said.get("signers", []), *[{}] * _ROWS],
        powers=wording.POWERS,
        edition=request.form.get("edition") if refused else (own.edition if own else 0),
        wrong=forms.wrong(refused),
    )


def _row(field: profiles.Field, values: profiles.Values, unit: Unit) -> dict[str, Any]:
    """Return a value with where it comes from."""
    found = values.get(field.name)
    if found is None:
        return {"label": _(field.label), "lines": [], "from": ""}
    if not found.is_given:
        origin = _("the name in the tree of units")
    elif found.unit and found.unit.id != unit.id:
        origin = _("inherited from %(unit)s", unit=found.unit.name)
    else:
        origin = _("its own")
    return {"label": _(field.label), "lines": _lines(field.name, found.value), "from": origin}


def _lines(name: str, value: Any) -> list[str]:
    if name == profiles.LOGO:
        return [_("A picture, on papers to families")]
    if name == "signers":
        return [
            f"{each['name']}: {' / '.join(wording.posts(each['power'], each['of'], each['post']))}"
            for each in value
        ]
    return list(value) if isinstance(value, list) else [str(value)]


@blueprint.post("/units/<int:id>/letterhead")
def change(id: int) -> ResponseReturnValue:
    """Keep what a unit says of itself."""
    seen = request.form.get("edition", 0, type=forms.number)
    given = _typed()
    logo, refused = _logo(id)
    if refused:
        return _page(_unit(id), refused), 422
    if logo is not None:
        given["logo"] = logo
    user, unit = context.somebody(), _unit(id)
    try:
        profiles.change(context.session(), user, unit, given, seen)
    except LibraryError as refused:
        context.session().rollback()
        return _page(_unit(id), refused), errors.code(refused)
    return redirect(url_for("profiles.show", id=id), 303)


def _logo(id: int) -> tuple[str | None, Invalid | None]:
    """Take a logo before the database waits for anything; "" takes the one there is away."""
    sent = request.files.get("logo")
    if sent is None or not sent.filename:
        return ("" if "no_logo" in request.form else None), None
    with context.looking():
        unit = _unit(id)
        if not profiles.may_change(context.somebody(), unit):
            return None, None
    try:
        upload = accepting.accept(sent.stream, sent.filename, context.library().desk)
        if not upload.is_picture:
            raise Invalid(N_("Send the logo as PNG, JPEG or SVG."), field="logo")
    except Invalid as refused:
        refused.field = "logo"
        return None, refused
    return upload.sha256, None


def _typed() -> dict[str, Any]:
    given = request.form
    columns = [given.getlist(f"signer-{key}") for key in ("name", "post", "power", "of")]
    return {
        **{name: given.get(name, "") for name in ("parent", "name", "symbol", "place")},
        "recipients": given.get("recipients", "").splitlines(),
        "campuses": given.get("campuses", "").splitlines(),
        "signers": [
            dict(zip(("name", "post", "power", "of"), row, strict=True))
            for row in zip(*columns, strict=False)
            if any(row[:2])
        ],
    }
