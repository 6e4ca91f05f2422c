import type { Encounter } from "../../live/wire"

export type Shown = "all" | "contacts" | "noted"

/** The encounters that are asked for, the latest first. `text`: every word of it is in the name, the place or my note. */
export function sifted(encounters: readonly Encounter[], shown: Shown, text: string): Encounter[] {
  const words = plain(text).split(/\s+/).filter(Boolean)
  const fits = (one: Encounter) => {
    if ((shown === "contacts" && !one.contact) || (shown === "noted" && one.note.trim() === "")) return false
    const told = plain([one.name, one.affiliation, one.note].join(" "))
    return words.every((word) => told.includes(word))
  }
  return encounters.filter(fits).sort((a, b) => b.met_at.localeCompare(a.met_at) || a.name.localeCompare(b.name))
}

/** Without capitals and accents: as people type who are in a hurry. */
function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()
}
