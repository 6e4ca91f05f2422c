"""What every part relies on: wire models, features, contexts, rights, errors. No feature, no network."""
