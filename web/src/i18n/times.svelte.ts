import { now } from "../live/clock.svelte"
import { session } from "../live/session.svelte"
import { remember, remembered } from "../live/storage"
import { language } from "./index.svelte"

/** Whose clock times are shown by: the reader's own, or the conference's. */
export type ZoneChoice = "mine" | "conference"

let choice: ZoneChoice = $state(remembered("zone") === "conference" ? "conference" : "mine")

export function zoneChoice(): ZoneChoice {
  return choice
}

export function chooseZone(wish: ZoneChoice): void {
  choice = wish
  remember("zone", wish)
}

/** The zone of this browser, when the person has not named another. */
export function browserZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

export function zoneOf(which: ZoneChoice): string {
  const named = which === "mine" ? session.me?.time_zone : session.conference?.time_zone
  return named || browserZone()
}

/** The zone (IANA name) in which times are shown now; reactive. */
export function zone(): string {
  return zoneOf(choice)
}

/** A zone as people say it: Europe/Berlin → Berlin. */
export function zoneName(name: string): string {
  return (name.split("/").at(-1) ?? name).replaceAll("_", " ")
}

const formats = new Map<string, Intl.DateTimeFormat>()

function spokenLocale(): string {
  return language() === "de" ? "de-DE" : "en-GB"
}

function format(options: Intl.DateTimeFormatOptions, timeZone: string): Intl.DateTimeFormat {
  const locale = spokenLocale()
  const key = JSON.stringify([locale, timeZone, options])
  let found = formats.get(key)
  if (!found) formats.set(key, (found = new Intl.DateTimeFormat(locale, { ...options, timeZone })))
  return found
}

type When = string | number | Date
const at = (when: When) => new Date(when)

/** 10:24 */
export function time(when: When, timeZone = zone()): string {
  return format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, timeZone).format(at(when))
}

/** 10:00 – 11:00 */
export function timeRange(from: When, to: When, timeZone = zone()): string {
  return `${time(from, timeZone)} – ${time(to, timeZone)}`
}

/** Wednesday, 14 April */
export function day(when: When, timeZone = zone()): string {
  return format({ weekday: "long", day: "numeric", month: "long" }, timeZone).format(at(when))
}

/** Wed 14 Apr */
export function shortDay(when: When, timeZone = zone()): string {
  return format({ weekday: "short", day: "numeric", month: "short" }, timeZone).format(at(when))
}

/** Wed 14 Apr, 10:24 */
export function dayTime(when: When, timeZone = zone()): string {
  return `${shortDay(when, timeZone)}, ${time(when, timeZone)}`
}

/** The calendar day in the zone, as 2021-04-14: to group by and to compare. */
export function dayKey(when: When, timeZone = zone()): string {
  const parts = format({ year: "numeric", month: "2-digit", day: "2-digit" }, timeZone).formatToParts(at(when))
  const part = (type: string) => parts.find((one) => one.type === type)?.value
  return `${part("year")}-${part("month")}-${part("day")}`
}

// What shows a day or a minute is drawn anew when that turns, not with every second.
const today = $derived(dayKey(now()))
const thisMinute = $derived(Math.floor(now() / 60_000) * 60_000)

/** The time if it is today, else day and time. */
export function nearTime(when: When): string {
  return dayKey(when) === today ? time(when) : dayTime(when)
}

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
]

const relatives = new Map<string, Intl.RelativeTimeFormat>()

function relativeFormat(): Intl.RelativeTimeFormat {
  const spoken = spokenLocale()
  let found = relatives.get(spoken)
  if (!found) relatives.set(spoken, (found = new Intl.RelativeTimeFormat(spoken, { numeric: "auto", style: "short" })))
  return found
}

/** in 51 min, 3 hours ago; reactive, in whole minutes at least. */
export function fromNow(when: When): string {
  const ms = at(when).getTime() - thisMinute
  const relative = relativeFormat()
  for (const [unit, size] of STEPS) if (Math.abs(ms) >= size) return relative.format(Math.round(ms / size), unit)
  return relative.format(0, "minute")
}
