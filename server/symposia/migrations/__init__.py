"""The shape of the database, step by step; the same steps run on SQLite and PostgreSQL."""
