"""The store: engine, tables, the one writer, the journal and its projection, read models. SQLAlchemy lives only here."""
