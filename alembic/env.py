"""How Alembic reaches the hub's tables: over the connection `hub migrate` made.

Called by `alembic` itself, over one to HUB_DATABASE_URL or to the embedded PostgreSQL of HUB_DATA_DIR.
"""

import os
from pathlib import Path

from alembic import context
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from hub.store.embedded import serving
from hub.store.migrations import LOCK_TIMEOUT
from hub.store.models import metadata
from hub.store.session import normalised


def run(connection: Connection) -> None:
    """Run the revisions asked for, each in a transaction of its own."""
    done = context.config.attributes.get("done")
    connection.execute(
        text("SELECT set_config('lock_timeout', :patience, false)"), {"patience": LOCK_TIMEOUT}
    )
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=metadata,
        transaction_per_migration=True,
        compare_type=True,
        on_version_apply=done,
    )
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():  # alembic upgrade head --sql
    context.configure(
        dialect_name="postgresql",
        target_metadata=metadata,
        literal_binds=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
        context.run_migrations()
elif (given := context.config.attributes.get("connection")) is not None:
    run(given)
else:
    named, folder = os.environ.get("HUB_DATABASE_URL"), Path(os.environ.get("HUB_DATA_DIR", "var"))
    programs = os.environ.get("HUB_PG_BIN")
    with serving(named, folder, Path(programs) if programs else None) as address:
        engine = create_engine(normalised(address), poolclass=NullPool)
        with engine.connect() as connected:
            run(connected)
