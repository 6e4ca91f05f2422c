import { remember, remembered } from "../../live/storage"

const KEY = "calls/keys"

/** Whether single letters act; who speaks to their computer may want to switch that off. */
export function keysOn(): boolean {
  return remembered(KEY) !== "off"
}

export function useKeys(wish: boolean): void {
  remember(KEY, wish ? null : "off")
}

interface Press {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly repeat: boolean
  readonly defaultPrevented: boolean
}

/** What a key does in a call; nothing while somebody writes or chooses. */
export function actOf(press: Press, writing: boolean): "microphone" | "camera" | null {
  if (writing || press.defaultPrevented || press.repeat || press.ctrlKey || press.metaKey || press.altKey) return null
  return press.key === "m" || press.key === "M" ? "microphone" : press.key === "v" || press.key === "V" ? "camera" : null
}

/** Whether what has the focus takes letters. */
export function takesLetters(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || target.closest("input, textarea, select, [role=textbox], [role=menu], [role=listbox], [role=dialog]") !== null
}
