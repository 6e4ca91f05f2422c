import type { Appointment } from "../../live/wire"

/** How long an appointment is (ms). */
const LENGTH_MS = 15 * 60_000

/** The beginnings that can still be chosen. */
export function openSlots(appointment: Appointment, now: number): string[] {
  return appointment.slots.filter((slot) => Date.parse(slot) > now)
}

/** What to show of appointments with somebody: what waits for an answer, and what is agreed and not over; the next first. */
export function ahead(appointments: readonly Appointment[], now: number): Appointment[] {
  const counts = (one: Appointment) => (one.at ? one.state === "agreed" && Date.parse(one.at) + LENGTH_MS > now : one.state === "proposed" && openSlots(one, now).length > 0)
  return appointments.filter(counts).sort((a, b) => (a.at ?? a.slots[0] ?? "").localeCompare(b.at ?? b.slots[0] ?? ""))
}

/** The newest proposal, if it came to nothing lately: said as long as nothing else is ahead. */
export function lastAnswer(appointments: readonly Appointment[]): Appointment | null {
  const newest = [...appointments].sort((a, b) => b.made.localeCompare(a.made))[0]
  return newest && (newest.state === "declined" || newest.state === "cancelled") ? newest : null
}
