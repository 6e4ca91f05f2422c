import { expect, it } from "vitest"
import { ourPath } from "./our-path"

it("leads only to our own pages", () => {
  expect(["/rooms/a?tab=people", "/", "//evil.org", "/\\evil.org", "https://evil.org", "evil", null].map(ourPath)).toEqual(["/rooms/a?tab=people", "/", "/", "/", "/", "/", "/"])
})
