"""Codes, links and invitations: what is kept of them and when they hold. Pure functions."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

CODE_HOLDS = timedelta(minutes=15)
WRONG_A_CODE = 5
"""After so many wrong tries a code holds no longer."""
WRONG_A_DAY = 20
"""After so many wrong tries in a day an address can be entered by the mailed link only: a code has 10⁶ values."""
DAY = timedelta(days=1)


def code_hash(secret: bytes, email: str, code: str) -> str:
    """What is kept of a code. There are few codes, so a key of the conference makes them unreadable in a backup."""
    return _keyed(secret, "code", email, code)


def address_key(secret: bytes, email: str) -> str:
    """Stands for an address where the address itself need not be kept."""
    return _keyed(secret, "address", email)


def invitation(secret: bytes, now: datetime, days: int) -> tuple[str, datetime]:
    """The secret part of an invitation link, and until when it holds."""
    until = (now + timedelta(days=days)).replace(microsecond=0)
    seconds = str(int(until.timestamp()))
    return f"{seconds}.{_keyed(secret, 'invitation', seconds)[:43]}", until


def invited(secret: bytes, now: datetime, token: str | None) -> bool:
    """Whether `token` is an invitation of this conference that still holds."""
    seconds, _, signature = (token or "").partition(".")
    if not seconds.isascii() or not seconds.isdigit() or len(seconds) > 12:
        return False
    right = _keyed(secret, "invitation", seconds)[:43]
    same = hmac.compare_digest(right.encode(), signature.encode())
    return same and now < datetime.fromtimestamp(int(seconds), UTC)


def device_of(user_agent: str) -> str:
    """A browser's name for people, such as `Firefox on Linux`; the order matters, as browsers name each other."""
    browsers = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
    systems = {
        "Android": "Android",
        "iPhone": "iPhone",
        "iPad": "iPad",
        "Windows": "Windows",
        "Mac OS": "macOS",
        "CrOS": "ChromeOS",
        "Linux": "Linux",
    }
    browser = next((name for mark, name in browsers.items() if mark in user_agent), "")
    system = next((name for mark, name in systems.items() if mark in user_agent), "")
    return " on ".join(part for part in (browser, system) if part)


def _keyed(secret: bytes, *parts: str) -> str:
    return hmac.new(secret, "\0".join(parts).encode(), hashlib.sha256).hexdigest()


def controls(role: str) -> bool:
    """Whether somebody of this role has a say over others."""
    return role.partition(":")[0] in ("organiser", "moderator")
