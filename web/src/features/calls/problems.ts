/** Why a device does not give anything. `insecure`: the page has no devices at all, as without HTTPS. */
export type Problem = "denied" | "none" | "busy" | "insecure" | "broken"
export type Kind = "audio" | "video"

/** What is behind the error of `getUserMedia`. */
export function problemOf(thrown: unknown): Problem {
  switch (thrown instanceof Error ? thrown.name : "") {
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
