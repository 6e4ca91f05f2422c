"""Which addresses may stand on a stage."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symposia.features.stage.rules import (
    FRAME_HOSTS,
    STREAM_ENDINGS,
    embed_of,
    embeds_possible,
    stream_of,
    streams_possible,
)

OURS = ["video.example.org", "bbb.example.org"]
MEETING = "0123456789abcdef0123456789abcdef01234567-1618390800000"
CHANNEL = "UC" + "a" * 22
YOUTUBE = "https://www.youtube-nocookie.com/embed/"
VIMEO = "https://player.vimeo.com/video/"


@pytest.mark.parametrize(
    ("pasted", "provider", "url"),
    [
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", "youtube", YOUTUBE + "dQw4w9WgXcQ"),
        ("https://m.youtube.com/watch?list=x&v=dQw4w9WgXcQ", "youtube", YOUTUBE + "dQw4w9WgXcQ"),
        ("http://youtube.com/watch?v=dQw4w9WgXcQ&t=1m30s", "youtube", YOUTUBE + "dQw4w9WgXcQ?start=90"),
        ("youtu.be/dQw4w9WgXcQ?t=75", "youtube", YOUTUBE + "dQw4w9WgXcQ?start=75"),
        ("https://youtu.be/dQw4w9WgXcQ?si=tracking", "youtube", YOUTUBE + "dQw4w9WgXcQ"),
        ("https://www.youtube.com/live/dQw4w9WgXcQ?feature=share", "youtube", YOUTUBE + "dQw4w9WgXcQ"),
        ("https://www.youtube.com/shorts/dQw4w9WgXcQ", "youtube", YOUTUBE + "dQw4w9WgXcQ"),
        (YOUTUBE + "dQw4w9WgXcQ", "youtube", YOUTUBE + "dQw4w9WgXcQ"),
        (
            f"https://www.youtube.com/embed/live_stream?channel={CHANNEL}",
            "youtube",
            f"{YOUTUBE}live_stream?channel={CHANNEL}",
        ),
        ("https://vimeo.com/76979871", "vimeo", VIMEO + "76979871?dnt=1"),
        ("https://vimeo.com/76979871/8272103f6e", "vimeo", VIMEO + "76979871?h=8272103f6e&dnt=1"),
        ("https://vimeo.com/channels/staffpicks/76979871", "vimeo", VIMEO + "76979871?dnt=1"),
        ("https://player.vimeo.com/video/76979871?h=8272103f6e", "vimeo", VIMEO + "76979871?h=8272103f6e&dnt=1"),
        ("https://vimeo.com/event/123456", "vimeo", "https://vimeo.com/event/123456/embed"),
        ("https://vimeo.com/event/123456/embed/abcdef12", "vimeo", "https://vimeo.com/event/123456/embed/abcdef12"),
        (
            "https://media.ccc.de/v/37c3-11965-a_talk#t=12",
            "media-ccc",
            "https://media.ccc.de/v/37c3-11965-a_talk/oembed",
        ),
        (
            f"https://bbb.example.org/playback/presentation/2.3/{MEETING}",
            "bbb-recording",
            f"https://bbb.example.org/playback/presentation/2.3/{MEETING}",
        ),
        (
            f"https://bbb.example.org/playback/presentation/2.0/playback.html?meetingId={MEETING}",
            "bbb-recording",
            f"https://bbb.example.org/playback/presentation/2.3/{MEETING}",
        ),
    ],
)
def test_a_pasted_address_becomes_the_one_to_embed(pasted: str, provider: str, url: str) -> None:
    embed = embed_of(pasted, OURS)
    assert embed is not None
    assert (embed.provider, embed.url) == (provider, url)
    assert embed_of(url, OURS) == embed, "what is shown can be pasted again"


@pytest.mark.parametrize(
    "pasted",
    [
        "",
        "   ",
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "https://evil.example/watch?v=dQw4w9WgXcQ",
        "https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
        "https://youtube.com@evil.example/watch?v=dQw4w9WgXcQ",
        "https://evil.example\\@youtube.com/watch?v=dQw4w9WgXcQ",
        "https://youtube.com:8443/watch?v=dQw4w9WgXcQ",
        "https://youtube.com:port/watch?v=dQw4w9WgXcQ",
        "https://www.youtube.com/watch?v=tooshort",
        "https://www.youtube.com/redirect?q=https://evil.example&v=dQw4w9WgXcQ",
        "https://www.youtube.com/embed/live_stream?channel=somebody",
        "https://www.youtube.com/@somebody",
        "https://vimeo.com/somebody",
        "https://vimeo.com/76979871/8272103f6e/more",
        "https://vimeo.com/settings/76979871",
        "https://media.ccc.de/c/37c3",
        "https://media.ccc.de/v/../../evil",
        f"https://other.example.org/playback/presentation/2.3/{MEETING}",
        "https://bbb.example.org/bigbluebutton/api/join?meetingID=x",
        "ftp://youtu.be/dQw4w9WgXcQ",
    ],
)
def test_other_addresses_are_not_embedded(pasted: str) -> None:
    assert embed_of(pasted, OURS) is None


addresses = st.one_of(
    st.text(max_size=80),
    st.builds(
        lambda host, rest: f"https://{host}/{rest}",
        st.sampled_from(["youtube.com", "youtu.be", "vimeo.com", "player.vimeo.com", "media.ccc.de", *OURS]),
        st.text(st.sampled_from("abvewmUC0123456789/?=&%#.:@\\\"'<> -_tlihd"), max_size=60),
    ),
)


@given(addresses)
def test_whatever_is_pasted_only_known_hosts_are_framed(pasted: str) -> None:
    embed = embed_of(pasted, OURS)
    if embed is not None:
        parts = urlsplit(embed.url)
        assert (parts.scheme, parts.port) == ("https", None)
        assert parts.netloc in {*FRAME_HOSTS, *OURS}
        assert not set(embed.url) & set(" \"'<>\\")


@given(addresses)
def test_whatever_is_pasted_only_allowed_hosts_are_streamed(pasted: str) -> None:
    url = stream_of(pasted, OURS)
    if url is not None:
        parts = urlsplit(url)
        assert (parts.scheme, parts.netloc) in {("", ""), *(("https", host) for host in OURS)}
        assert not set(url) & set(" \"'<>\\")
        assert parts.path.lower().endswith(STREAM_ENDINGS)


@pytest.mark.parametrize(
    ("pasted", "url"),
    [
        ("https://video.example.org/live/stream.m3u8", "https://video.example.org/live/stream.m3u8"),
        ("http://video.example.org/live/stream.m3u8?key=a%20b", "https://video.example.org/live/stream.m3u8?key=a%20b"),
        ("video.example.org/a talk.mp4", None),
        ("https://video.example.org/Vortrag%20eins.MP4", "https://video.example.org/Vortrag%20eins.MP4"),
        ("/files/talk.mp4", "/files/talk.mp4"),
        ("//evil.example/talk.mp4", None),
        ("/\\evil.example/talk.mp4", None),
        ("https://evil.example/talk.mp4", None),
        ("https://video.example.org/talk.html", None),
        ("https://video.example.org/talk.html?x=.mp4", None),
        ("", None),
    ],
)
def test_a_stream_comes_from_an_allowed_host_or_from_here(pasted: str, url: str | None) -> None:
    assert stream_of(pasted, OURS) == url


def test_a_refusal_says_what_is_possible() -> None:
    assert "YouTube, Vimeo or media.ccc.de." in embeds_possible()
    assert "BigBlueButton recording on bbb.example.org or video.example.org" in embeds_possible(OURS)
    assert "none is allowed yet" in streams_possible()
    assert "on bbb.example.org or video.example.org" in streams_possible(OURS)
