import type { ErrorCode } from "./wire"

/** Codes that the browser itself gives, beside those of the server. */
export type LocalErrorCode = "line_lost" | "unreachable" | "signed_out"

export type LiveErrorCode = ErrorCode | LocalErrorCode

/** An error as it stands on the wire. */
export interface ErrorBody {
  readonly code: string
  readonly message: string
  readonly wait?: number
  readonly field?: string
}

/** What came back instead of an answer. `wait` is in seconds; `field` names the field at fault. */
export class LiveError extends Error {
  readonly code: LiveErrorCode
  readonly wait: number | null
  readonly field: string | null

  constructor(body: ErrorBody) {
    super(body.message)
    this.name = "LiveError"
    this.code = body.code as LiveErrorCode
    this.wait = body.wait ?? null
    this.field = body.field ?? null
  }
}

/** The error as it is, or what is behind an unforeseen one. */
export function asLiveError(thrown: unknown): LiveError {
  if (thrown instanceof LiveError) return thrown
  return new LiveError({ code: "broken", message: String(thrown) })
}
