import { untrack } from "svelte"
import { session } from "../../live/session.svelte"
import { choose, chosen } from "../calls/choice.svelte"
import { mySetUp } from "./setup.svelte"

/**
 * Keeps how I come into calls in this tab and what the others are told of me in step: whoever comes to calls in
 * writing does so in rounds, and the other way round. Call it while a component is set up.
 */
export function keepInStep(): void {
  let before: { kept: boolean; here: boolean } | null = null
  $effect(() => {
    if (!session.mine?.ready) return
    const [kept, here] = [mySetUp.now.text_only, chosen() === "text"]
    const [keptBefore, hereBefore] = before ? [before.kept, before.here] : [false, false]
    before = { kept, here }
    if (kept === here) return
    untrack(() => {
      if (here !== hereBefore) void mySetUp.change("text_only", here)
      else if (kept !== keptBefore) choose(kept ? "text" : null)
    })
  })
}
