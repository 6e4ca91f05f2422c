/** Whether this tab is in the call of a place: a reload comes back into it, another tab does not. */

const key = (place: string) => "in-call/" + place

export function joined(place: string): boolean {
  try {
    return sessionStorage.getItem(key(place)) !== null
  } catch {
    return false
  }
}

export function keepJoined(place: string, yes: boolean): void {
  try {
    if (yes) sessionStorage.setItem(key(place), "")
    else sessionStorage.removeItem(key(place))
  } catch {
    // Refused: then a reload asks again.
  }
}
