"""The stage of a room: a holding slide, a stream, or something embedded from a known provider."""
