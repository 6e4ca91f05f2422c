import { dayKey } from "../../i18n/times.svelte"
import { query, setQuery } from "../../router.svelte"
import type { Filter } from "./filter"

/** What is shown of the programme lives in the address, so that it can be shared and survives a reload. */

export type View = "grid" | "list"

/** Below this width (rem) a timetable is too narrow to begin with. */
const NARROW = "(max-width: 47.9375rem)"

export function chosenFilter(): Filter {
  return { text: query("q") ?? "", room: query("room") ?? "", kind: query("kind") ?? "", mine: query("mine") !== null }
}

export function chosenView(): View {
  const wish = query("view")
  if (wish === "grid" || wish === "list") return wish
  return matchMedia(NARROW).matches ? "list" : "grid"
}

/** The day asked for, else today, else the first. `days` are keys as 2021-04-14. */
export function chosenDay(days: readonly string[], at: number): string {
  const wish = query("day")
  if (wish && days.includes(wish)) return wish
  const today = dayKey(at)
  return days.includes(today) ? today : (days[0] ?? today)
}

export function choose(changes: Partial<Record<"q" | "room" | "kind" | "mine" | "day" | "view", string>>): void {
  setQuery(Object.fromEntries(Object.entries(changes).map(([name, value]) => [name, value || null])))
}

export function showAll(): void {
  choose({ q: "", room: "", kind: "", mine: "" })
}
