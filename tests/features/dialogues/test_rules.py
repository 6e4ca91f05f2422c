"""When two people are both free."""

from datetime import UTC, date, datetime, timedelta

from symposia.features.dialogues.rules import LENGTH, free_slots, wrong_slots

BERLIN = "Europe/Berlin"
DAYS = (date(2021, 4, 14), date(2021, 4, 15))
NOW = datetime(2021, 4, 14, 8, 24, tzinfo=UTC)
HOUR = timedelta(hours=1)


def told(slots: list[datetime]) -> list[str]:
    return [slot.strftime("%d %H:%M") for slot in slots]


def test_the_next_times_of_today_and_tomorrow_some_hours_apart() -> None:
    slots = free_slots(NOW, BERLIN, DAYS, ())
    assert told(slots) == ["14 08:45", "14 10:45", "14 12:45", "15 06:00", "15 08:00", "15 10:00"]


def test_what_either_has_to_do_is_left_out() -> None:
    keynote = (datetime(2021, 4, 14, 8, 0, tzinfo=UTC), datetime(2021, 4, 14, 9, 30, tzinfo=UTC))
    call = (datetime(2021, 4, 14, 11, 20, tzinfo=UTC), datetime(2021, 4, 14, 11, 50, tzinfo=UTC))
    slots = free_slots(NOW, BERLIN, DAYS, (keynote, call))
    assert told(slots)[:2] == ["14 09:30", "14 12:00"]


def test_nobody_is_asked_to_come_before_8_or_after_20_o_clock() -> None:
    late = free_slots(datetime(2021, 4, 14, 17, 50, tzinfo=UTC), BERLIN, DAYS, ())
    assert told(late)[0] == "15 06:00", "20 o'clock in Berlin is 18 UTC"
    assert told(free_slots(datetime(2021, 4, 14, 17, 20, tzinfo=UTC), BERLIN, DAYS, ()))[0] == "14 17:30"


def test_after_the_conference_there_is_a_week_left() -> None:
    slots = free_slots(datetime(2021, 4, 20, 12, tzinfo=UTC), BERLIN, DAYS, ())
    assert told(slots)[0] == "20 12:15"
    busy = [(datetime(2021, 4, 1, tzinfo=UTC), datetime(2021, 4, 22, 23, tzinfo=UTC))]
    assert told(free_slots(NOW, BERLIN, DAYS, busy)) == []


def test_before_the_conference_its_days_are_offered() -> None:
    assert told(free_slots(datetime(2021, 4, 1, tzinfo=UTC), BERLIN, DAYS, ()))[0] == "14 06:00"


def test_the_clock_goes_forward_between_two_slots() -> None:
    days = (date(2021, 3, 27), date(2021, 3, 28))
    slots = free_slots(datetime(2021, 3, 27, 16, tzinfo=UTC), BERLIN, days, ())
    assert told(slots)[:3] == ["27 16:15", "27 18:15", "28 06:00"], "8 o'clock is 6 UTC from that day on"


def test_what_cannot_be_proposed() -> None:
    slot = datetime(2021, 4, 14, 9, tzinfo=UTC)
    assert wrong_slots((slot, slot + LENGTH), NOW) is None
    assert wrong_slots((slot, slot), NOW) == "Each time can be proposed once."
    assert wrong_slots((slot + timedelta(minutes=5),), NOW) == "Appointments begin on a quarter of an hour."
    assert wrong_slots((slot - HOUR,), NOW) == "This time is over."
    assert wrong_slots((slot + timedelta(days=61),), NOW) == "Please choose a time within 60 days."
