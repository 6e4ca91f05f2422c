"""Pure rules of the stage: which addresses may be shown, and how a pasted one becomes the one to show."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, quote, urlsplit

from symposia.features.stage.wire import Provider

FRAME_HOSTS = ("www.youtube-nocookie.com", "player.vimeo.com", "vimeo.com", "media.ccc.de")
"""Whose pages may stand in a frame of ours. The conference's own media hosts come on top (BigBlueButton)."""
STREAM_ENDINGS = (".m3u8", ".mp4")
_VIDEO = re.compile(r"[A-Za-z0-9_-]{11}")
_CHANNEL = re.compile(r"UC[A-Za-z0-9_-]{22}")
_TIME = re.compile(r"(?:(\d{1,2})h)?(?:(\d{1,4})m)?(?:(\d{1,6})s?)?")
_NUMBER = re.compile(r"\d{1,12}")
_HASH = re.compile(r"[0-9a-f]{6,20}")
_TALK = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,200}")
_RECORDING = re.compile(r"/playback/presentation/2\.\d/([0-9a-f]{40}-\d{13})/?")
_OLD_RECORDING = re.compile(r"/playback/presentation/[\d.]+/playback\.html")
_MEETING = re.compile(r"[0-9a-f]{40}-\d{13}")


@dataclass(frozen=True, slots=True)
class Embed:
    """A page of `provider` that is made to stand in a frame; `url` is https, on one of the frame hosts."""

    provider: Provider
    url: str


def embed_of(pasted: str, media_hosts: Collection[str] = ()) -> Embed | None:
    """What to show for the address that somebody pasted: a watch page, a short link or a player's own address.

    None when no provider that is possible here has such an address. `media_hosts` may hold BigBlueButton recordings.
    """
    parts = _https(pasted)
    if parts is None:
        return None
    host = (parts.hostname or "").removeprefix("www.")
    read = _READERS.get(host)
    if read is not None:
        return read(parts)
    return _recording(parts) if parts.hostname in media_hosts else None


def stream_of(pasted: str, media_hosts: Collection[str] = ()) -> str | None:
    """The address of a stream that may be played: https on one of `media_hosts`, or a path of this very server.

    None when it is neither, or neither an HLS playlist nor an MP4 file.
    """
    if pasted.startswith("/") and not pasted.startswith("//") and "\\" not in pasted:
        path = urlsplit(pasted)
        return quote(path.path, safe="/%") if path.path.lower().endswith(STREAM_ENDINGS) else None
    parts = _https(pasted)
    if parts is None or parts.hostname not in media_hosts or not parts.path.lower().endswith(STREAM_ENDINGS):
        return None
    query = f"?{quote(parts.query, safe='=&%')}" if parts.query else ""
    return f"https://{parts.hostname}{quote(parts.path, safe='/%')}{query}"


def embeds_possible(media_hosts: Collection[str] = ()) -> str:
    """A sentence that says what can be embedded."""
    known = "a video on YouTube, Vimeo or media.ccc.de"
    own = f", or a BigBlueButton recording on {_listed(media_hosts)}" if media_hosts else ""
    return f"This address cannot be shown on the stage. Possible are: {known}{own}."


def streams_possible(media_hosts: Collection[str] = ()) -> str:
    """A sentence that says what can be streamed."""
    what = "This stream cannot be shown on the stage. Possible are .m3u8 and .mp4 addresses"
    if not media_hosts:
        return f"{what} on servers that an organiser has allowed for this conference; none is allowed yet."
    return f"{what} (https) on {_listed(media_hosts)}."


def _listed(hosts: Collection[str]) -> str:
    return " or ".join(sorted(hosts))


def _https(pasted: str) -> SplitResult | None:
    """The parts of a web address without port or password; one that was pasted without `https://` is completed."""
    text = pasted if "://" in pasted else f"https://{pasted}"
    try:
        parts = urlsplit(text)
        plain = parts.scheme in {"https", "http"} and parts.port is None and "@" not in parts.netloc
    except ValueError:
        return None
    return parts if plain and parts.hostname and not re.search(r"[\s\\\x00-\x1f]", text) else None


def _youtube(parts: SplitResult) -> Embed | None:
    query, steps = _query(parts), _steps(parts)
    if steps[:2] == ["embed", "live_stream"]:
        channel = query.get("channel", "")
        found = f"live_stream?channel={channel}" if _CHANNEL.fullmatch(channel) else None
        return Embed("youtube", f"https://www.youtube-nocookie.com/embed/{found}") if found else None
    if parts.hostname == "youtu.be":
        video = steps[0] if steps else ""
    elif steps and steps[0] in {"live", "shorts", "embed", "v"}:
        video = steps[1] if len(steps) > 1 else ""
    else:
        video = query.get("v", "") if steps == ["watch"] else ""
    if not _VIDEO.fullmatch(video):
        return None
    start = _seconds(query.get("t") or query.get("start") or "")
    return Embed("youtube", f"https://www.youtube-nocookie.com/embed/{video}" + (f"?start={start}" if start else ""))


def _vimeo(parts: SplitResult) -> Embed | None:
    steps = [step for step in _steps(parts) if step != "embed"]
    numbers = [place for place, step in enumerate(steps) if _NUMBER.fullmatch(step)]
    if not numbers or len(steps) > numbers[0] + 2:
        return None
    at = numbers[0]
    number, rest = steps[at], steps[at + 1 :]
    secret = rest[0] if rest else _query(parts).get("h", "")
    if secret and not _HASH.fullmatch(secret):
        return None
    if steps[:at] == ["event"]:
        return Embed("vimeo", f"https://vimeo.com/event/{number}/embed" + (f"/{secret}" if secret else ""))
    known = not steps[:at] or steps[0] in {"video", "channels", "groups"}
    shown = f"https://player.vimeo.com/video/{number}" + (f"?h={secret}" if secret else "")
    return Embed("vimeo", f"{shown}{'&' if secret else '?'}dnt=1") if known else None


def _media_ccc(parts: SplitResult) -> Embed | None:
    match _steps(parts):
        case ["v", talk] | ["v", talk, "oembed"] if _TALK.fullmatch(talk):
            return Embed("media-ccc", f"https://media.ccc.de/v/{talk}/oembed")
    return None


def _recording(parts: SplitResult) -> Embed | None:
    """A BigBlueButton recording: `/playback/presentation/2.3/<meeting>`, or the older page with `?meetingId=`."""
    match = _RECORDING.fullmatch(parts.path)
    if match is None and not _OLD_RECORDING.fullmatch(parts.path):
        return None
    meeting = match.group(1) if match else _query(parts).get("meetingId", "")
    if not _MEETING.fullmatch(meeting):
        return None
    # Servers of today serve every recording at 2.3, also those that older versions made.
    return Embed("bbb-recording", f"https://{parts.hostname}/playback/presentation/2.3/{meeting}")


def _steps(parts: SplitResult) -> list[str]:
    return [step for step in parts.path.split("/") if step]


def _query(parts: SplitResult) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(parts.query).items()}


def _seconds(time: str) -> int:
    """`90`, `90s`, `1m30s` or `1h2m3s` in seconds; 0 when it is something else."""
    match = _TIME.fullmatch(time)
    hours, minutes, seconds = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    return hours * 3600 + minutes * 60 + seconds


_READERS: Mapping[str, Callable[[SplitResult], Embed | None]] = {
    "youtube.com": _youtube,
    "m.youtube.com": _youtube,
    "music.youtube.com": _youtube,
    "youtu.be": _youtube,
    "youtube-nocookie.com": _youtube,
    "vimeo.com": _vimeo,
    "player.vimeo.com": _vimeo,
    "media.ccc.de": _media_ccc,
}
