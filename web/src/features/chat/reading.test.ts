import { expect, it } from "vitest"
import { Reading } from "./reading.svelte"

it("counts what is there at first as read, and marks what comes while nobody looks", () => {
  const reading = new Reading()
  reading.arrived(10)
  expect([reading.seen, reading.mark]).toEqual([10, null])
  reading.watch(true)
  reading.arrived(11)
  expect([reading.seen, reading.mark]).toEqual([11, null])
  reading.watch(false)
  reading.arrived(12)
  reading.arrived(13)
  expect([reading.seen, reading.mark]).toEqual([11, 11])
})

it("keeps the line when the reader comes back, and moves it on with the next absence", () => {
  const reading = new Reading()
  reading.arrived(1)
  reading.arrived(2)
  reading.watch(true)
  expect([reading.seen, reading.mark]).toEqual([2, 1])
  reading.watch(false)
  reading.arrived(3)
  expect(reading.mark).toBe(2)
  reading.wrote()
  expect([reading.seen, reading.mark]).toEqual([3, null])
})
