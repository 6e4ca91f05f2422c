/** How often (ms) the level is read. */
const EVERY_MS = 100

/** The level of a microphone, 0 to 1, as it is heard now. */
export class Meter {
  level = $state(0)
  readonly #context = new AudioContext()
  readonly #timer: ReturnType<typeof setInterval>

  constructor(track: MediaStreamTrack) {
    const analyser = new AnalyserNode(this.#context, { fftSize: 512 })
    this.#context.createMediaStreamSource(new MediaStream([track])).connect(analyser)
    // Browsers let it run once the person has touched the page.
    this.#context.resume().catch(() => {})
    const samples = new Float32Array(analyser.fftSize)
    this.#timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples)
      this.level = track.enabled ? loudness(samples) : 0
    }, EVERY_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#context.close().catch(() => {})
  }
}

/** The root of the mean square. */
function loudness(samples: Float32Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  return Math.min(1, Math.sqrt(sum / samples.length))
}
