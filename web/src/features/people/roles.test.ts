import { expect, it } from "vitest"
import { shownRoles } from "./roles"

it("shows the roles that others may see, the weightiest first", () => {
  expect(shownRoles({ roles: ["attendee", "jury", "organiser"] })).toEqual(["organiser", "jury"])
  expect(shownRoles({ roles: ["moderator:keynote", "moderator:forum"] })).toEqual(["moderator"])
  expect(shownRoles({ roles: ["attendee"] })).toEqual([])
})
