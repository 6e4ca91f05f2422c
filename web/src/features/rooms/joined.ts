/** Whether this tab is in the call of a room: a reload comes back into it, another tab does not. */

const key = (slug: string) => "room-call:" + slug

export function joined(slug: string): boolean {
  try {
    return sessionStorage.getItem(key(slug)) !== null
  } catch {
    return false
  }
}

export function keepJoined(slug: string, yes: boolean): void {
  try {
    if (yes) sessionStorage.setItem(key(slug), "")
    else sessionStorage.removeItem(key(slug))
  } catch {
    // Refused: then a reload asks again.
  }
}
