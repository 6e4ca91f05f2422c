import type { Card } from "../../live/wire"

/** Roles that others may see, the weightiest first. */
const SHOWN_ROLES = ["organiser", "moderator", "speaker", "presenter", "jury"] as const
export type ShownRole = (typeof SHOWN_ROLES)[number]

export function shownRoles(card: Pick<Card, "roles">): ShownRole[] {
  return SHOWN_ROLES.filter((role) => card.roles.some((held) => held === role || held.startsWith(role + ":")))
}
