/** How somebody takes part: with camera, with the microphone only, listening, or writing. */
export type Choice = "video" | "audio" | "listen" | "text"

const KEY = "calls/choice"
const CHOICES: readonly string[] = ["video", "audio", "listen", "text"] satisfies Choice[]

let choice: Choice | null = $state(kept())

/** The choice of this tab's sitting; reactive. After a reload, and in the next meeting, nobody is asked again. */
export function chosen(): Choice | null {
  return choice
}

/** Keeps a choice; null: to be asked again. */
export function choose(wish: Choice | null): void {
  choice = wish
  try {
    if (wish === null) sessionStorage.removeItem(KEY)
    else sessionStorage.setItem(KEY, wish)
  } catch {
    // Refused: then it lasts as long as the page.
  }
}

function kept(): Choice | null {
  try {
    const found = sessionStorage.getItem(KEY)
    return CHOICES.includes(found ?? "") ? (found as Choice) : null
  } catch {
    return null
  }
}
