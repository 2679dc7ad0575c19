"""The edge to browsers: one app factory, one blueprint per noun."""

from flask import Flask

from library import config, paths
from library.web import (
    abbreviations,
    account,
    adapting,
    api,
    applications,
    batches,
    care,
    consents,
    context,
    contribute,
    coverage,
    curate,
    document_forms,
    documents,
    errors,
    feeds,
    filters,
    forms,
    health,
    help,
    history,
    home,
    items,
    linked,
    links,
    notices,
    openid,
    originals,
    pages,
    people,
    places,
    preferences,
    previews,
    problems,
    profiles,
    replacing,
    review,
    saved,
    saves,
    search,
    second_factor,
    security,
    speech,
    static,
    tags,
    tokens,
    units,
    values,
    vocabularies,
    wishes,
)
from library.wiring import Library

_PARTS = (
    values,
    speech,
    preferences,
    static,
    filters,
    errors,
    security,
    forms,
    pages,
    openid,
    notices,
)
_PAGES = (
    home,
    search,
    feeds,
    saved,
    items,
    previews,
    tags,
    coverage,
    vocabularies,
    places,
    help,
    account,
    contribute,
    originals,
    batches,
    saves,
    adapting,
    review,
    problems,
    care,
    consents,
    links,
    second_factor,
    tokens,
    openid,
    units,
    people,
    applications,
    notices,
    history,
    curate,
    replacing,
    abbreviations,
    wishes,
    documents,
    document_forms,
    profiles,
)


def create_app(library: Library | None = None) -> Flask:
    """Return the application for a library, by default the one that the environment names."""
    library = library or Library.open(config.read())
    app = Flask("library.web", template_folder=str(paths.shipped("templates")))
    app.config.update(SECRET_KEY=library.settings.secret_key, MAX_CONTENT_LENGTH=1024 * 1024)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    context.install(app, library)
    for part in _PARTS:
        part.install(app)
    for page in _PAGES:
        app.register_blueprint(page.blueprint, url_prefix="/<language:lang>")
    for open_door in (
        home.door,
        items.door,
        linked.door,
        openid.door,
        api.blueprint,
        health.blueprint,
    ):
        app.register_blueprint(open_door)
    return app
