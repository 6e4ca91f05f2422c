/** A moment as a clock on a wall shows it: `2021-04-14` and `09:30`. */
export interface WallTime {
  readonly date: string
  readonly time: string
}

/** What the clocks of a zone show at a moment. */
export function wallTime(iso: string, zone: string): WallTime {
  const shown = new Date(Date.parse(iso) + offsetMs(Date.parse(iso), zone)).toISOString()
  return { date: shown.slice(0, 10), time: shown.slice(11, 16) }
}

/**
 * The moment (ISO, UTC) at which the clocks of a zone show this, or null when it is none.
 * When they show it twice in autumn it is the first; what they leave out in spring is taken as an hour later.
 */
export function moment({ date, time }: WallTime, zone: string): string | null {
  const asUtc = Date.parse(`${date}T${time}:00.000Z`)
  if (Number.isNaN(asUtc)) return null
  const offsets = [offsetMs(asUtc - 24 * 3_600_000, zone), offsetMs(asUtc + 24 * 3_600_000, zone)]
  const right = offsets.map((offset) => asUtc - offset).filter((at) => at + offsetMs(at, zone) === asUtc)
  return new Date(right.length ? Math.min(...right) : asUtc - offsets[0]!).toISOString()
}

/** The day after a date. */
export function dayAfter(date: string): string {
  return new Date(Date.parse(date + "T00:00:00Z") + 24 * 3_600_000).toISOString().slice(0, 10)
}

/** How far (ms) the zone is ahead of UTC at a moment. */
function offsetMs(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(at)
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((found) => found.type === type)?.value)
  const shown = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"))
  return shown - Math.floor(at / 1000) * 1000
}
