import { expect, it, vi } from "vitest"

vi.mock("../live/session.svelte", () => ({ session: { me: { time_zone: "America/New_York" }, conference: { time_zone: "Europe/Berlin" } } }))
vi.mock("../live/clock.svelte", () => ({ now: () => Date.parse("2021-04-14T08:24:30.000Z") }))
const { chooseZone, day, dayKey, dayTime, fromNow, nearTime, time, timeRange, zone, zoneName } = await import("./times.svelte")

it("shows times in the reader's zone, or the conference's", () => {
  expect([zone(), time("2021-04-14T08:00:00.000Z")]).toEqual(["America/New_York", "04:00"])
  chooseZone("conference")
  expect([zone(), zoneName(zone()), time("2021-04-14T08:00:00.000Z")]).toEqual(["Europe/Berlin", "Berlin", "10:00"])
  expect(timeRange("2021-04-14T08:00:00.000Z", "2021-04-14T09:15:00.000Z")).toBe("10:00 – 11:15")
})

it("knows the day in that zone", () => {
  expect(dayKey("2021-04-14T22:30:00.000Z")).toBe("2021-04-15")
  expect(dayKey("2021-04-14T22:30:00.000Z", "America/New_York")).toBe("2021-04-14")
  expect(day("2021-04-14T22:30:00.000Z")).toBe("Thursday 15 April")
})

it("leaves out the day when it is today", () => {
  expect(nearTime("2021-04-14T06:00:00.000Z")).toBe("08:00")
  expect(nearTime("2021-04-13T06:00:00.000Z")).toBe(dayTime("2021-04-13T06:00:00.000Z"))
})

it("says how far away something is", () => {
  expect(["2021-04-14T09:15:00.000Z", "2021-04-14T08:24:10.000Z", "2021-04-14T05:24:00.000Z", "2021-04-16T09:00:00.000Z"].map(fromNow)).toEqual(["in 51 min", "this minute", "3 hr ago", "in 2 days"])
})
