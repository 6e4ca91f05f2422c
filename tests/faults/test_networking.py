"""A round of networking while something breaks: nobody loses their partner, their time, or what was said."""

from __future__ import annotations

import asyncio

from tests.faults.evening import Evening, holder_of_the_timers, two_processes
from tests.support.redis_server import RedisServer
from tests.support.running import Conference
from tests.support.waiting import eventually


async def test_the_process_of_the_timers_is_killed_in_a_meeting(conference: Conference) -> None:
    async with Evening(conference, await two_processes(conference)).going_on() as evening:
        await evening.begins(meeting_s=8)
        await evening.everybody_enters()
        await evening.reaches("meeting", 1)
        first, ends = evening.partners(), evening.ends()
        meetings = {id: evening.seat_in(id) for id in evening.people}
        assert all(first[other] == {id} for id, others in first.items() for other in others)
        await evening.everybody_says("before")

        doomed = await holder_of_the_timers(conference, evening)
        saying = asyncio.create_task(evening.everybody_says("meanwhile"))
        doomed.kill()
        starting = asyncio.create_task(asyncio.to_thread(doomed.start))
        await saying
        await evening.everybody_says("after")
        assert (evening.partners(), evening.ends()) == (first, ends)
        assert {id: evening.seat_in(id) for id in evening.people} == meetings
        for id, meeting in meetings.items():
            await eventually(lambda id=id, meeting=meeting: len(evening.texts(id, meeting)) == 6)  # type: ignore[misc]
            assert evening.texts(id, meeting) == ["before"] * 2 + ["meanwhile"] * 2 + ["after"] * 2
        await evening.ends_in_time()
        await starting

        await evening.meets_somebody_new(first)


async def test_redis_is_away_during_a_round(conference: Conference, own_redis: RedisServer) -> None:
    async with Evening(conference, await two_processes(conference)).going_on() as evening:
        await evening.begins(meeting_s=5)
        await evening.everybody_enters()
        first = evening.partners()
        await asyncio.to_thread(own_redis.stop)
        await evening.skip()
        await evening.reaches("meeting", 1)
        meetings = {id: evening.seat_in(id) for id in evening.people}
        await evening.everybody_says("without Redis")
        for id, meeting in meetings.items():
            await eventually(lambda id=id, meeting=meeting: len(evening.texts(id, meeting)) == 2, within=2)  # type: ignore[misc]
        assert evening.partners() == first
        await evening.ends_in_time()
        await asyncio.to_thread(own_redis.start)
        await evening.meets_somebody_new(first)
        assert not [close for person in evening.people.values() for close in person.closed], "nobody was sent away"
