import { remember, remembered } from "../live/storage"

const KEY = "networking/sound"
const VOLUME = 0.08
/** Two soft notes, a fifth apart (Hz). */
const NOTES = [523.25, 783.99]

let on = $state(remembered(KEY) !== "off")
let context: AudioContext | null = null

/** The sound that calls to a meeting or rings for a call, for those who want one. */
export const sound = {
  get on(): boolean {
    return on
  },
  set on(wish: boolean) {
    on = wish
    remember(KEY, wish ? null : "off")
    if (wish) ring()
  },
}

/** Plays it once; silent when switched off, and before the person has touched the page: browsers want that. */
export function ring(): void {
  if (!on || !navigator.userActivation?.hasBeenActive) return
  context ??= new AudioContext()
  const { currentTime, destination } = context
  for (const [at, pitch] of NOTES.entries()) {
    const begin = currentTime + at * 0.18
    const tone = new OscillatorNode(context, { type: "sine", frequency: pitch })
    const gain = new GainNode(context, { gain: 0 })
    gain.gain.setValueAtTime(0, begin)
    gain.gain.linearRampToValueAtTime(VOLUME, begin + 0.03)
    gain.gain.exponentialRampToValueAtTime(0.0001, begin + 0.9)
    tone.connect(gain).connect(destination)
    tone.start(begin)
    tone.stop(begin + 1)
  }
}
