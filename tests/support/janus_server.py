"""A real media server (Janus with the plugin VideoRoom), on loopback only, that a test can kill and start again."""

from __future__ import annotations

from tests.support import processes, programs
from tests.support.namespace import BESIDE, Namespace
from tests.support.throw_away import ThrowAway
from tests.support.waiting import wait_until

API_SECRET = "asked of every request"
ADMIN_KEY = "asked of those who make rooms"
MAIN = """
general: {{
  configs_folder = "{folder}"
  plugins_folder = "{folder}/plugins"
  transports_folder = "{folder}/transports"
  events_folder = "{folder}/events"
  loggers_folder = "{folder}/loggers"
  debug_level = 3
  api_secret = "{api_secret}"
  session_timeout = 60
  reclaim_session_timeout = 10
}}
media: {{ rtp_port_range = "{first}-{last}" no_media_timer = 3 }}
nat: {{ ice_enforce_list = "{address}" ice_tcp = false }}
"""
WEBSOCKETS = """
general: {{ json = "compact" ws = true ws_port = {port} ws_ip = "127.0.0.1" wss = false }}
admin: {{ admin_ws = false admin_wss = false }}
"""
VIDEOROOM = """
general: {{ admin_key = "{admin_key}" lock_rtp_forward = true string_ids = true }}
"""
PARTS = {
    "plugins": ("libjanus_videoroom.so",),
    "transports": ("libjanus_websockets.so",),
    "events": (),
    "loggers": (),
}
"""All of Janus that is loaded."""
MEDIA_PORTS = (42000, 42999)


class JanusServer(ThrowAway):
    """`with JanusServer(network) as janus:` … `janus.url`. The port stays the same through `kill` and `start`.

    Media needs a network of its own; without one there is only the talk with it.
    """

    name = "Janus"

    def __init__(self, network: Namespace | None = None) -> None:
        super().__init__()
        self.network = network
        self.port = processes.free_port()
        self.api_secret, self.admin_key = API_SECRET, ADMIN_KEY

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    def prepare(self) -> None:
        library = programs.janus_library()
        for part, files in PARTS.items():
            (self.folder / part).mkdir()
            for file in files:
                (self.folder / part / file).symlink_to(library / part / file)
        first, last = MEDIA_PORTS
        address = BESIDE if self.network is not None else "127.0.0.1"
        written = {
            "janus": MAIN.format(
                folder=self.folder, api_secret=self.api_secret, first=first, last=last, address=address
            ),
            "janus.transport.websockets": WEBSOCKETS.format(port=self.port),
            "janus.plugin.videoroom": VIDEOROOM.format(admin_key=self.admin_key),
        }
        for name, text in written.items():
            (self.folder / f"{name}.jcfg").write_text(text)

    def start(self) -> None:
        """Start without any room, and return when it answers."""
        command = [programs.janus(), f"--configs-folder={self.folder}", f"--config={self.folder / 'janus.jcfg'}"]
        command += ["--disable-colors", f"--cwd-path={self.folder}"]
        words = self.network.inside(*command) if self.network is not None else command
        self.process = processes.start(words, log=self.folder / "log", cwd=self.folder)
        assert self._answers(), f"Janus did not start:\n{self.log}"

    def _answers(self) -> bool:
        if self.network is not None:
            return self.network.reaches(self.port, within=10)
        wait_until(lambda: self.running().poll() is not None or processes.accepts(self.port), what="Janus")
        return self.running().poll() is None
