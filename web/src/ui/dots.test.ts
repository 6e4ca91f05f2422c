import { expect, it } from "vitest"
import { auditorium, path, perDot, rows } from "./dots"

it("draws exactly as many dots as there are people", () => {
  for (const people of [0, 1, 7, 412, 600]) {
    expect(auditorium(people, 176, 176)).toHaveLength(people)
    expect(rows(people, 8)).toHaveLength(people)
  }
})

it("stands for ten people a dot above 600", () => {
  expect([1, 600, 601].map(perDot)).toEqual([1, 1, 10])
})

it("seats nobody on the same place, or behind the stage", () => {
  const seats = auditorium(600, 176, 176)
  expect(new Set(seats.map(({ x, y }) => `${x.toFixed(2)} ${y.toFixed(2)}`)).size).toBe(600)
  expect(Math.max(...seats.map(({ y }) => y))).toBeLessThanOrEqual(176)
})

it("writes them as one path", () => {
  expect(path([{ x: 1, y: 2 }, { x: 3.25, y: 4 }])).toBe("M1.0 2.0h0M3.3 4.0h0")
})
