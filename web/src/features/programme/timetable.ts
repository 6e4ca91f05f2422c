import type { Session } from "../../live/wire"

/** A row of the timetable stands for so many minutes. */
const ROW_MIN = 5
/** When nobody has anything for longer than this (minutes), the rows are folded… */
const FOLD_OVER_MIN = 60
/** …into so many. */
const FOLD_ROWS = 7
const MIN_MS = 60_000
const HOUR_MS = 60 * MIN_MS

/** An empty stretch, drawn shorter than it is. Times in ms. */
interface Fold {
  readonly from: number
  readonly to: number
  readonly row: number
}

interface Slot {
  readonly session: Session
  /** Column of its room, from 0. */
  readonly column: number
  /** First row, and the one after the last; from 0. */
  readonly row: number
  readonly end: number
  /** Sessions of one room that overlap stand beside each other. */
  readonly lane: number
  readonly lanes: number
}

export interface Timetable {
  readonly rows: number
  readonly hours: readonly { readonly at: number; readonly row: number }[]
  readonly folds: readonly Fold[]
  /** By start: the order in which they are read. */
  readonly slots: readonly Slot[]
  /** The row (with its fraction) of a moment; null when it is outside. */
  readonly rowOf: (at: number) => number | null
}

interface Stretch {
  from: number
  to: number
}

/**
 * Lays out the sessions of a day: `rooms` are the columns, `minuteOf` says how far
 * into its hour a moment is in the zone that is shown.
 */
export function timetable(sessions: readonly Session[], rooms: readonly string[], minuteOf: (at: number) => number): Timetable | null {
  const shown = sessions.filter((session) => rooms.includes(session.room))
  if (!shown.length) return null
  const stretches = busy(shown)
  const first = stretches[0]!.from
  const last = stretches.at(-1)!.to
  const start = first - minuteOf(first) * MIN_MS
  const end = minuteOf(last) === 0 ? last : last + (60 - minuteOf(last)) * MIN_MS
  const folds = foldsOf(stretches, start)
  const place = (at: number) => placed(at, start, folds)
  return {
    rows: Math.ceil(place(end)),
    hours: hoursOf(start, end, folds).map((at) => ({ at, row: Math.round(place(at)) })),
    folds,
    slots: slotsOf(shown, rooms, place),
    rowOf: (at) => (at < start || at > end ? null : place(at)),
  }
}

/** When anything is on at all, as stretches of time in order. */
function busy(sessions: readonly Session[]): Stretch[] {
  const all = sessions.map(({ starts, ends }) => ({ from: Date.parse(starts), to: Date.parse(ends) })).sort((a, b) => a.from - b.from)
  const merged: Stretch[] = []
  for (const stretch of all) {
    const before = merged.at(-1)
    if (before && stretch.from <= before.to) before.to = Math.max(before.to, stretch.to)
    else merged.push(stretch)
  }
  return merged
}

function foldsOf(stretches: readonly Stretch[], start: number): Fold[] {
  const folds: Fold[] = []
  for (const [i, { from: to }] of stretches.entries()) {
    const from = stretches[i - 1]?.to
    if (from === undefined || to - from <= FOLD_OVER_MIN * MIN_MS) continue
    folds.push({ from, to, row: Math.round(placed(from, start, folds)) })
  }
  return folds
}

/** The row of a moment, with its fraction. */
function placed(at: number, start: number, folds: readonly Fold[]): number {
  let row = (at - start) / (ROW_MIN * MIN_MS)
  for (const { from, to } of folds) {
    if (at <= from) continue
    row -= (Math.min(at, to) - from) / (ROW_MIN * MIN_MS)
    row += FOLD_ROWS * ((Math.min(at, to) - from) / (to - from))
  }
  return row
}

function hoursOf(start: number, end: number, folds: readonly Fold[]): number[] {
  const hours: number[] = []
  for (let at = start; at <= end; at += HOUR_MS) {
    if (!folds.some(({ from, to }) => from < at && at < to)) hours.push(at)
  }
  return hours
}

function slotsOf(sessions: readonly Session[], rooms: readonly string[], place: (at: number) => number): Slot[] {
  const slots: Slot[] = []
  for (const [column, room] of rooms.entries()) {
    const here = sessions.filter((session) => session.room === room).sort((a, b) => a.starts.localeCompare(b.starts))
    for (const cluster of clusters(here)) {
      const lanes = Math.max(...cluster.map(({ lane }) => lane)) + 1
      for (const { session, lane } of cluster) {
        const row = Math.round(place(Date.parse(session.starts)))
        slots.push({ session, column, row, end: Math.max(row + 1, Math.round(place(Date.parse(session.ends)))), lane, lanes })
      }
    }
  }
  return slots.sort((a, b) => a.session.starts.localeCompare(b.session.starts) || a.column - b.column || a.lane - b.lane)
}

interface Laned {
  session: Session
  lane: number
}

/** Sessions of one room, those together that overlap, each with a lane of its own. */
function clusters(inOrder: readonly Session[]): Laned[][] {
  const found: Laned[][] = []
  let ends = -Infinity
  let lanes: number[] = []
  for (const session of inOrder) {
    const from = Date.parse(session.starts)
    if (from >= ends) {
      found.push([])
      lanes = []
    }
    const free = lanes.findIndex((until) => until <= from)
    const lane = free === -1 ? lanes.length : free
    lanes[lane] = Date.parse(session.ends)
    ends = Math.max(ends, lanes[lane])
    found.at(-1)!.push({ session, lane })
  }
  return found
}
