"""What is counted. `/metrics` shows it, for all worker processes together."""

from prometheus_client import Counter, Gauge, Histogram

connections = Gauge("symposia_connections", "WebSocket connections", multiprocess_mode="livesum")
people = Gauge("symposia_people", "People online, as this process sees it", multiprocess_mode="livemax")
topics = Gauge("symposia_topics", "Topics that are followed", multiprocess_mode="livesum")
deliveries = Counter("symposia_deliveries", "Frames written to connections")
frames = Counter("symposia_frames", "Frames built for a topic")
healed = Counter("symposia_healed", "Maps read again because a change was missed")
commands = Counter("symposia_commands", "Commands carried out", ["name", "result"])
command_seconds = Histogram(
    "symposia_command_seconds",
    "From the request to the answer",
    buckets=(0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
)
closed = Counter("symposia_connections_closed", "Connections that the server closed", ["why"])
