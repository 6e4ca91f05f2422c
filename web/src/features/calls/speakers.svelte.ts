import { session } from "../../live/session.svelte"
import type { Call } from "./call.svelte"
import { Loudness } from "./loudness"
import { Meter } from "./meter.svelte"

const LEVELS_EVERY_MS = 250
const QUALITY_EVERY_MS = 3_000

/** Looks after who speaks in a call, and how good its connections are. Make it while a component is made. */
export class Speakers {
  now: ReadonlySet<string> = $state.raw(new Set())

  constructor(call: Call) {
    const loudness = new Loudness()
    let meter: Meter | null = null
    $effect(() => {
      const { audio } = call.capture
      meter = audio && new Meter(audio)
      return () => meter?.stop()
    })
    $effect(() => {
      const levels = setInterval(() => {
        const all = new Map(call.levels())
        if (meter) all.set(session.id, meter.level)
        const speak = loudness.hear(all, Date.now())
        if (speak.size !== this.now.size || [...speak].some((person) => !this.now.has(person))) this.now = speak
      }, LEVELS_EVERY_MS)
      const quality = setInterval(() => void call.inspect(), QUALITY_EVERY_MS)
      return () => {
        clearInterval(levels)
        clearInterval(quality)
      }
    })
  }
}
