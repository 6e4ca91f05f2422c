/** Whether this tab is in the call of a dialogue: a reload goes on with it, another tab does not join. */
const key = (dialogue: string) => "in-call/" + dialogue

export function inCall(dialogue: string): boolean {
  try {
    return sessionStorage.getItem(key(dialogue)) !== null
  } catch {
    return false
  }
}

export function keepInCall(dialogue: string, wish: boolean): void {
  try {
    if (wish) sessionStorage.setItem(key(dialogue), "1")
    else sessionStorage.removeItem(key(dialogue))
  } catch {
    // Refused: then a reload leaves the call.
  }
}
