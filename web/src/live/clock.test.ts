import { afterAll, beforeAll, expect, it, vi } from "vitest"
import { asCountdown, clock, now, remaining, ServerClock, serverNow } from "./clock.svelte"

beforeAll(() => {
  vi.useFakeTimers({ now: 1_700_000_000_250 })
})
afterAll(() => {
  vi.useRealTimers()
})

it("takes the middle of the trip as the moment the server spoke", () => {
  const one = new ServerClock()
  one.learn("2021-04-14T08:24:00.000Z", 1000, 1100)
  expect(one.offset).toBe(Date.parse("2021-04-14T08:24:00.000Z") - 1050)
})

it("believes a slower answer only if a clock was set", () => {
  const one = new ServerClock()
  one.learn(new Date(5000).toISOString(), 1000, 1020)
  one.learn(new Date(5100).toISOString(), 1000, 1400)
  expect(one.offset).toBe(3990)
  one.learn(new Date(99_000).toISOString(), 1000, 1400)
  expect(one.offset).toBe(97_800)
})

it("turns with the server's seconds", () => {
  clock.offset = 500
  now()
  vi.advanceTimersByTime(0)
  expect(now()).toBe(1_700_000_000_750)
  vi.advanceTimersByTime(250)
  expect(now()).toBe(1_700_000_001_000)
  vi.advanceTimersByTime(999)
  expect(now()).toBe(1_700_000_001_000)
  vi.advanceTimersByTime(1)
  expect(now()).toBe(1_700_000_002_000)
  expect(serverNow()).toBe(1_700_000_002_000)
})

it("counts down to a deadline and stops at nothing", () => {
  const deadline = new Date(now() + 3000).toISOString()
  expect(remaining(deadline)).toBe(3000)
  vi.advanceTimersByTime(60_000)
  expect(remaining(deadline)).toBe(0)
  expect(remaining(null)).toBe(0)
})

it("writes spans as people read them", () => {
  expect([0, 1, 59_000, 65_400, 3_723_000].map(asCountdown)).toEqual(["0:00", "0:01", "0:59", "1:06", "1:02:03"])
})
