import { remember, remembered } from "../live/storage"

/** Whether the system may tell that one is called: `ask`: it was not asked yet. */
export type Consent = "unsupported" | "ask" | "granted" | "denied"

const KEY = "networking/tell"

class Bell {
  consent: Consent = $state(consentNow())
  #on = $state(remembered(KEY) === "on")

  /** I want to be told, and the browser lets us. */
  get on(): boolean {
    return this.#on && this.consent === "granted"
  }

  /** Asks the browser, which asks the person; for a button only. */
  async ask(): Promise<void> {
    if (consentNow() === "ask") await Notification.requestPermission()
    this.consent = consentNow()
    this.turn(this.consent === "granted")
  }

  turn(on: boolean): void {
    this.#on = on
    remember(KEY, on ? "on" : null)
  }

  /** Tells it by the system while nobody sees this page. Told twice for the same `tag`, it is shown once. */
  tell(tag: string, title: string, body: string, act: () => void): void {
    this.consent = consentNow()
    if (!this.on || !document.hidden) return
    try {
      const shown = new Notification(title, { body, tag })
      shown.onclick = () => {
        window.focus()
        act()
        shown.close()
      }
      document.addEventListener("visibilitychange", () => shown.close(), { once: true })
    } catch {
      // Browsers on phones have the word but not the thing.
      this.consent = "unsupported"
    }
  }
}

export const bell = new Bell()

function consentNow(): Consent {
  if (!("Notification" in globalThis) || !globalThis.isSecureContext) return "unsupported"
  return Notification.permission === "default" ? "ask" : Notification.permission
}
