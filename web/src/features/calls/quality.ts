import type { Quality } from "./engine"

/** What has been received up to a moment, and how long (s) a packet takes there and back. */
export interface Received {
  readonly packets: number
  readonly lost: number
  readonly trip: number
}

/** From these shares lost, and these times (s) there and back, it is no more what it should be. */
const FAIR = { lost: 0.03, trip: 0.3 }
const POOR = { lost: 0.08, trip: 0.6 }

/** What a connection's report says of what was received. */
export function received(report: Iterable<Record<string, unknown>>): Received {
  let [packets, lost, trip] = [0, 0, 0]
  const number = (value: unknown): number => (typeof value === "number" ? value : 0)
  for (const entry of report) {
    if (entry.type === "inbound-rtp") {
      packets += number(entry.packetsReceived)
      lost += Math.max(0, number(entry.packetsLost))
    } else if (entry.type === "candidate-pair" && entry.nominated) {
      trip = Math.max(trip, number(entry.currentRoundTripTime))
    }
  }
  return { packets, lost, trip }
}

/** How good it was between two moments. */
export function qualityOf(before: Received, now: Received): Quality {
  const lost = Math.max(0, now.lost - before.lost)
  const all = Math.max(0, now.packets - before.packets) + lost
  const share = all > 0 ? lost / all : 0
  if (share >= POOR.lost || now.trip >= POOR.trip) return "poor"
  return share >= FAIR.lost || now.trip >= FAIR.trip ? "fair" : "good"
}
