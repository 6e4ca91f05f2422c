"""Pure rules of appointments."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from symposia.features.programme.busy import Stretch
from symposia.features.programme.rules import overlap

LENGTH = timedelta(minutes=15)
MOST_SLOTS, A_DAY = 6, 3
"""So many slots are offered, and so many of one day."""
APART = timedelta(hours=2)
SOON = timedelta(minutes=10)
"""Nothing begins earlier than this from now on: somebody has to see it and agree."""
AFTER_DAYS = 7
"""The conference is over, and people still have something to tell each other."""
LATEST = timedelta(days=60)
OPENS, CLOSES = time(8), time(20)


def free_slots(now: datetime, zone: str, days: tuple[date, date], taken: Iterable[Stretch]) -> list[datetime]:
    """Beginnings of quarters of an hour, from 8 to 20 o'clock in `zone`, that meet nothing of `taken`.

    On the conference's days (`days`: first and last) from now on, and up to a week after; some hours apart.
    """
    taken, found = list(taken), list[datetime]()
    today = now.astimezone(ZoneInfo(zone)).date()
    day, last = max(today, days[0]), max(today, days[1]) + timedelta(days=AFTER_DAYS)
    while day <= last and len(found) < MOST_SLOTS:
        of_day: list[datetime] = []
        for slot in _quarters(day, ZoneInfo(zone)):
            near = bool(of_day) and slot - of_day[-1] < APART
            if now + SOON <= slot <= now + LATEST and not near and len(of_day) < A_DAY and is_free(slot, taken):
                of_day.append(slot)
        found += of_day
        day += timedelta(days=1)
    return found[:MOST_SLOTS]


def is_free(slot: datetime, taken: Iterable[Stretch]) -> bool:
    return not any(overlap(slot, slot + LENGTH, starts, ends) for starts, ends in taken)


def wrong_slots(slots: tuple[datetime, ...], now: datetime) -> str | None:
    """Why these slots cannot be proposed; None when they can."""
    if len(set(slots)) < len(slots):
        return "Each time can be proposed once."
    if any(slot.minute % 15 or slot.second or slot.microsecond for slot in slots):
        return "Appointments begin on a quarter of an hour."
    if any(slot <= now for slot in slots):
        return "This time is over."
    if any(slot > now + LATEST for slot in slots):
        return f"Please choose a time within {LATEST.days} days."
    return None


def _quarters(day: date, zone: ZoneInfo) -> Iterator[datetime]:
    slot = datetime.combine(day, OPENS, zone).astimezone(UTC)
    closes = datetime.combine(day, CLOSES, zone).astimezone(UTC)
    while slot + LENGTH <= closes:
        yield slot
        slot += LENGTH
