"""Ports to the outside, each with an embedded twin: bus, database, mail."""
