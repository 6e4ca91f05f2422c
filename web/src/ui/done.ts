import { errorText } from "../i18n/say"
import { toast } from "./toasts.svelte"

/** Waits for a command and says when it was refused; answers whether it was done. */
export async function done(asked: Promise<unknown>): Promise<boolean> {
  try {
    await asked
    return true
  } catch (thrown) {
    toast(errorText(thrown))
    return false
  }
}
