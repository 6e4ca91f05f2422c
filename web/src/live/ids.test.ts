import { expect, it } from "vitest"
import { uuid7 } from "./ids"

it("makes ids of version 7 that sort by time", () => {
  const early = uuid7(1_600_000_000_000)
  const late = uuid7(1_600_000_000_001)
  expect(early).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(early < late).toBe(true)
  expect(parseInt(early.replaceAll("-", "").slice(0, 12), 16)).toBe(1_600_000_000_000)
})

it("never makes the same twice", () => {
  expect(new Set(Array.from({ length: 500 }, () => uuid7(1)))).toHaveProperty("size", 500)
})
