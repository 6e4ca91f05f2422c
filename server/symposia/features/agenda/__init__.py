"""The agenda: the sessions that a person has starred."""
