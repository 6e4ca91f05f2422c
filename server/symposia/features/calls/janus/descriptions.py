"""Session descriptions and candidates on their way to a media server: only what we know goes through.

What browsers send is parsed there by a program in C, in the same process as everybody's media. A number that is none
has made it run in circles for ever; so every line must look as browsers write it, and a line that does not is left out.
"""

import re
from collections.abc import Iterable

from symposia.features.calls.wire import Candidate
from symposia.infra.janus.rooms import MICROPHONE
from symposia.kernel.errors import Invalid

MOST_SECTIONS = 160
SENT = ("audio", "video", "video")
"""What somebody sends to a media server: microphone, camera, screen."""
_HEAD = ("v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0")
_TYPE = r"(?:\d{1,2}|1[01]\d|12[0-7])"
_NAME = r"[A-Za-z0-9_.-]{1,32}"
_ADDRESS = r"[0-9A-Za-z.:-]{1,64}"
_WORDS = r"[A-Za-z0-9 ;=,./+_:-]{0,300}"
_PATH = (
    r"[A-Za-z0-9+/]{1,32} [12] (?:udp|tcp|UDP|TCP) \d{1,10} " + _ADDRESS + r" \d{1,5} "
    r"typ (?:host|srflx|prflx|relay)"
    r"(?: (?:raddr|rport|tcptype|generation|ufrag|network-id|network-cost) [A-Za-z0-9.:+/-]{1,64}){0,8}"
)
_SECTION = re.compile(rf"m=(audio|video) (\d{{1,5}}) UDP/TLS/RTP/SAVPF(?: {_TYPE}){{1,60}}", re.ASCII)
_FORMS = {
    name: re.compile(form, re.ASCII)
    for name, form in {
        "group": rf"BUNDLE(?: {_NAME}){{1,{MOST_SECTIONS}}}",
        "ice-ufrag": r"[A-Za-z0-9+/]{4,256}",
        "ice-pwd": r"[A-Za-z0-9+/]{22,256}",
        "ice-options": r"[a-z0-9 -]{1,40}",
        "fingerprint": r"sha-(?:256|384|512) [0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){31,63}",
        "setup": r"actpass|active|passive",
        "mid": _NAME,
        "extmap": r"(?:[1-9]|1[0-4])(?:/(?:sendonly|recvonly|sendrecv))? [A-Za-z0-9:/.#_-]{1,200}",
        "msid": r"[A-Za-z0-9{}. _-]{1,140}",
        "rtpmap": rf"{_TYPE} [A-Za-z0-9-]{{1,32}}/\d{{4,6}}(?:/[12])?",
        "rtcp-fb": rf"(?:{_TYPE}|\*) [a-z0-9 -]{{1,40}}",
        "fmtp": rf"{_TYPE} {_WORDS}",
        "rid": rf"{_NAME} (?:send|recv)(?: {_WORDS})?",
        "simulcast": rf"(?:send|recv) {_NAME}(?:;{_NAME}){{0,2}}",
        "ssrc-group": r"(?:FID|SIM|FEC-FR)(?: \d{1,9}| [1-3]\d{9}| 4[01]\d{8}){1,6}",
        "ssrc": r"(?:\d{1,9}|[1-3]\d{9}|4[01]\d{8})(?: (?:cname|msid|label|mslabel):[A-Za-z0-9{}+/. _-]{1,160})",
        "candidate": _PATH,
    }.items()
}
_FLAGS = {"sendonly", "recvonly", "sendrecv", "inactive", "rtcp-mux", "rtcp-rsize", "end-of-candidates"}
_DIRECTIONS = {"sendonly", "recvonly", "sendrecv", "inactive"}
_SHARED = {"group", "ice-ufrag", "ice-pwd", "ice-options", "fingerprint", "setup"}
"""What may be said once for all sections."""
_NEEDED = {"mid", "ice-ufrag", "ice-pwd", "fingerprint", "setup"}
_ONCE = {"group", "ice-ufrag", "ice-pwd", "ice-options", "fingerprint", "setup", "mid", "simulcast", "rtcp-mux"}
_CANDIDATE = re.compile(rf"(?:a=)?candidate:({_PATH}) ?", re.ASCII)


def offer_for_server(sdp: str) -> str:
    """What a media server is told of an offer: a microphone first, then a camera, then a screen, or fewer of them."""
    told = answer_for_server(sdp)
    kinds = tuple(re.findall(r"^m=(\w+)", told, re.MULTILINE))
    mids = re.findall(r"^a=mid:(\S+)", told, re.MULTILINE)
    if kinds != SENT[: len(kinds)] or mids[:1] != [MICROPHONE]:
        raise Invalid("sdp: a microphone (mid 0), a camera and a screen are expected, in this order", field="sdp")
    return told


def answer_for_server(sdp: str) -> str:
    """What a media server is told of a description. Invalid unless it is one, with ICE and DTLS in every section."""
    first, *sections = re.split(r"^(?=m=)", sdp, flags=re.MULTILINE)
    if not first.startswith("v=0") or not 0 < len(sections) <= MOST_SECTIONS:
        raise _wrong("a session description (RFC 8866) is expected")
    shared = [line for line in _known(first.splitlines()[1:]) if _name(line) in _SHARED]
    lines = [*_HEAD, *shared]
    mids: set[str] = set()
    for section in sections:
        head, *rest = section.splitlines()
        opening = _SECTION.fullmatch(head)
        if opening is None:
            raise _wrong("only sound and pictures over DTLS and SRTP are expected")
        known = _known(rest)
        names = {_name(line) for line in (*shared, *known)}
        # A section that is given up (port 0) has nothing but its name.
        if not (_NEEDED if int(opening[2]) else {"mid"}) <= names:
            raise _wrong("every section needs a name, ICE and DTLS")
        mids.add(next(line for line in known if line.startswith("a=mid:")))
        lines += [head, "c=IN IP4 0.0.0.0", *known]
    if len(mids) != len(sections):
        raise _wrong("every section needs a name of its own")
    return "".join(f"{line}\r\n" for line in lines)


def known_candidates(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Those that look as browsers write them, and the mark that there are no more."""
    return tuple(each for each in candidates if not each.candidate or _CANDIDATE.fullmatch(each.candidate))


def _known(lines: Iterable[str]) -> list[str]:
    """The attributes that we know, each as often as it may be there."""
    kept: list[str] = []
    seen: set[str] = set()
    for line in lines:
        name, colon, value = line.removeprefix("a=").partition(":")
        form = _FORMS.get(name)
        fits = form is not None and form.fullmatch(value) is not None if colon else name in _FLAGS
        once = "direction" if name in _DIRECTIONS else name
        if not line.startswith("a=") or not fits or once in seen:
            continue
        if once == "direction" or once in _ONCE:
            seen.add(once)
        kept.append(line)
    return kept


def _name(line: str) -> str:
    return line.removeprefix("a=").partition(":")[0]


def _wrong(what: str) -> Invalid:
    return Invalid(f"sdp: {what}", field="sdp")
