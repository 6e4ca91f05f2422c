/** Why a device does not give anything. `insecure`: the page has no devices at all, as without HTTPS. */
export type Problem = "denied" | "none" | "busy" | "insecure" | "broken"
export type Kind = "audio" | "video"

/** The name of what a browser has thrown; not everything that they throw is an `Error`. */
export function nameOf(thrown: unknown): string {
  return typeof thrown === "object" && thrown !== null && "name" in thrown ? String(thrown.name) : ""
}

/** What is behind the error of `getUserMedia`. */
export function problemOf(thrown: unknown): Problem {
  switch (nameOf(thrown)) {
    case "NotAllowedError":
    case "SecurityError":
      return "denied"
    case "NotFoundError":
    case "OverconstrainedError":
      return "none"
    case "NotReadableError":
    case "AbortError":
      return "busy"
    default:
      return "broken"
  }
}
