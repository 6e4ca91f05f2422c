"""What every part relies on: wire models, features, the context of a handler, rights, errors. No feature, no network."""
