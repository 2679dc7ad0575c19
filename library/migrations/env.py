"""What Alembic runs for each command; the connection and its transaction come from `steps.py`."""

from alembic import context

from library.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
