const KEY = "networking/begun"

let begun: string | null = $state(kept())

/** The meeting that I wanted to begin before everybody has read who it is; kept through a reload. */
export const early = {
  has(meeting: string): boolean {
    return begun === meeting
  },
  begin(meeting: string): void {
    begun = meeting
    try {
      sessionStorage.setItem(KEY, meeting)
    } catch {
      // Refused: then a reload reads it once more.
    }
  },
}

function kept(): string | null {
  try {
    return sessionStorage.getItem(KEY)
  } catch {
    return null
  }
}
