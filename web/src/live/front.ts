import { LiveError, type ErrorBody } from "./errors"
import type { PersonRef } from "./wire"

/** What anybody may know: the conference, and whether this browser is signed in. */
export interface Front {
  readonly conference: {
    readonly title: string
    readonly tagline: string
    readonly time_zone: string
    readonly accent: string
    readonly registration: "open" | "invitation" | "list"
    readonly demo: boolean
    readonly now: string
  }
  readonly me: PersonRef | null
  readonly demo_people?: readonly { readonly role: string; readonly email: string; readonly name: string }[]
}

/** Sends JSON over HTTP, for what happens before there is a line. Rejects with a LiveError. */
export async function http<T>(method: "GET" | "POST" | "DELETE", path: string, body?: unknown): Promise<T> {
  const blob = body instanceof Blob
  let response: Response
  try {
    response = await fetch(path, {
      method,
      credentials: "same-origin",
      headers: body === undefined || blob ? {} : { "content-type": "application/json" },
      body: body === undefined ? null : blob ? body : JSON.stringify(body),
    })
  } catch {
    throw new LiveError({ code: "unreachable", message: "The server cannot be reached." })
  }
  const answer: unknown = await response.json().catch(() => null)
  if (response.ok) return answer as T
  throw new LiveError((answer as { error?: ErrorBody } | null)?.error ?? { code: "broken", message: response.statusText })
}

export function front(): Promise<Front> {
  return http("GET", "/api/front")
}
