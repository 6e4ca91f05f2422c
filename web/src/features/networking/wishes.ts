import { session } from "../../live/session.svelte"
import type { Wish } from "../../live/wire"

/** So many have a name in the figure of the ready room. */
const NAMED = 3

/** Those who are ready in a networking session and asked to meet me, as I them; people I have met are not among them. */
export function readyWishes(networking: string): Wish[] {
  const wishes = session.mine?.list("wish", (a, b) => a.name.localeCompare(b.name)) ?? []
  return wishes.filter((wish) => wish.mutual && wish.ready_in === networking && !session.mine?.get("encounter", wish.id)).slice(0, NAMED)
}
