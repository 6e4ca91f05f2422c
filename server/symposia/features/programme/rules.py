"""Pure rules of the programme."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

LONGEST = timedelta(hours=24)
"""A session is at most this long: one that is longer has a mistake in its date."""
_HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


def is_host(name: str) -> bool:
    """Whether `name` is the plain name of a server: lower case, with a dot, no port and no wildcard."""
    return _HOST.fullmatch(name) is not None


def wrong_times(starts: datetime, ends: datetime) -> str | None:
    """Why a session cannot be from `starts` to `ends`; None when it can."""
    if ends <= starts:
        return "A session must end after it starts."
    if ends - starts > LONGEST:
        return "A session can last 24 hours at most."
    return None


def overlap(starts: datetime, ends: datetime, other_starts: datetime, other_ends: datetime) -> bool:
    """Whether two stretches of time have a moment in common. One may begin when the other ends."""
    return starts < other_ends and other_starts < ends


def told_time(moment: datetime, time_zone: str) -> str:
    """`moment` for a sentence, in the conference's zone: `2021-04-14 09:30`."""
    return moment.astimezone(ZoneInfo(time_zone)).strftime("%Y-%m-%d %H:%M")
