"""The engine for larger calls: a Janus media server, whose own talk stays behind our socket."""
