import { session } from "../../live/session.svelte"
import type { Room, Session } from "../../live/wire"
import type { Eyes } from "./moment"

/** The programme as the person signed in sees it; everything here is reactive. */

export function rooms(): Room[] {
  return session.programme?.list("room", (a, b) => a.order - b.order || a.title.localeCompare(b.title)) ?? []
}

export function sessions(): Session[] {
  return session.programme?.list("session") ?? []
}

export function roomTitle(slug: string): string {
  return session.programme?.get("room", slug)?.title ?? slug
}

export function starred(id: string): boolean {
  return session.mine?.get("star", id) !== undefined
}

/** How I look at the programme: my stars, and the order of the rooms. */
export function myEyes(): Eyes {
  const order = new Map(rooms().map((room, at) => [room.id, at]))
  return { starred, roomOrder: (room) => order.get(room) ?? order.size }
}

/** "Niki Kilbertus, Christina Bukas · Helmholtz Zentrum München": people, then where they are from, each once. */
export function byline(entry: Session): string {
  const names = entry.speakers.map(({ name }) => name).join(", ")
  const from = [...new Set(entry.speakers.map(({ affiliation }) => affiliation).filter(Boolean))]
  return [names, from.length <= 2 ? from.join(", ") : ""].filter(Boolean).join(" · ")
}
