import type { IceServer } from "../../live/wire"
import type { Problem } from "./problems"

/** What is looked at before the day. `udp` and `tcp`: the relay that carries media where nothing else gets through; `larger`: the media server. */
export type Step = "line" | "audio" | "video" | "direct" | "udp" | "tcp" | "larger"
export type Grade = "good" | "fair" | "bad"
export type Transport = "udp" | "tcp"

/** What came out of one step, so that it can be said in any language. */
export type Finding =
  | { readonly step: "line"; readonly grade: Grade; readonly ms: number | null }
  | { readonly step: "audio" | "video"; readonly grade: Grade; readonly device: string; readonly problem: Problem | null }
  | { readonly step: "direct" | Transport | "larger"; readonly grade: Grade }

/** From this time (ms) there and back a line is slow. */
const SLOW_MS = 300

/** The middle of some round trips (ms), and what it means; none came back: no line. */
export function lineFinding(trips: readonly number[]): Finding {
  const sorted = [...trips].sort((a, b) => a - b)
  const middle = sorted[Math.floor(sorted.length / 2)]
  if (middle === undefined) return { step: "line", grade: "bad", ms: null }
  return { step: "line", grade: middle < SLOW_MS ? "good" : "fair", ms: Math.round(middle) }
}

/** Nobody needs a device: without one people listen and write. */
export function deviceFinding(step: "audio" | "video", device: string, problem: Problem | null): Finding {
  return { step, grade: problem ? "fair" : "good", device, problem }
}

/** The relays that are reached this way (RFC 7065: UDP if nothing is said; `turns` is TLS over TCP). */
export function relays(servers: readonly IceServer[], transport: Transport): IceServer[] {
  const way = (url: string): Transport => (url.startsWith("turns:") || /[?&]transport=tcp\b/.test(url) ? "tcp" : "udp")
  return servers
    .map((server) => ({ ...server, urls: server.urls.filter((url) => /^turns?:/.test(url) && way(url) === transport) }))
    .filter(({ urls }) => urls.length > 0)
}

/** Calls need the server, and one way for the media; the rest is better to have. */
export function verdictOf(findings: readonly Finding[]): Grade {
  const grade = (step: Step) => findings.find((finding) => finding.step === step)?.grade
  const ways = (["direct", "udp", "tcp", "larger"] as const).map(grade)
  if (grade("line") === "bad" || !ways.includes("good")) return "bad"
  return findings.every((finding) => finding.grade === "good") ? "good" : "fair"
}
