import { devices, type DeviceKind } from "./devices.svelte"
import type { Tracks } from "./engine"
import { nameOf, problemOf, type Kind, type Problem } from "./problems"

const VIDEO = { width: { ideal: 960 }, height: { ideal: 720 }, frameRate: { ideal: 24, max: 30 } }
const SCREEN = { video: { frameRate: { max: 15 } }, audio: false }

/** Screens can be shared from here: not from phones. */
export const screenCanBeShared = typeof navigator !== "undefined" && "getDisplayMedia" in (navigator.mediaDevices ?? {})

/** What I give: microphone, camera and screen. Asks the browser for them only when it is told to. */
export class Capture {
  audio: MediaStreamTrack | null = $state.raw(null)
  camera: MediaStreamTrack | null = $state.raw(null)
  screen: MediaStreamTrack | null = $state.raw(null)
  muted = $state(false)
  /** Waits for the browser, or for the person whom it asks. */
  opening = $state(false)
  problems: Record<Kind, Problem | null> = $state({ audio: null, video: null })
  /** Another number means that what was asked for is not wanted any more. */
  #wanted = 0

  readonly tracks: Tracks = $derived({ audio: this.audio, video: this.camera, screen: this.screen })
  readonly sends = $derived({ audio: this.audio !== null && !this.muted, video: this.camera !== null, screen: this.screen !== null })

  /** Opens the microphone, and the camera with it; what is missing of the two is told in `problems`. */
  async open(kinds: readonly Kind[]): Promise<void> {
    const wanted = this.#wanted
    this.opening = true
    const got = await this.#ask(kinds)
    if (wanted !== this.#wanted) return got.forEach((track) => track.stop())
    for (const track of got) this.#keep(track)
    this.opening = false
    await devices.refresh()
  }

  /** On or off; opens the microphone if it is not open. */
  async toggleMicrophone(): Promise<void> {
    if (this.opening) return
    if (!this.audio) {
      this.muted = false
      return this.open(["audio"])
    }
    this.mute(!this.muted)
  }

  mute(wish: boolean): void {
    this.muted = wish
    if (this.audio) this.audio.enabled = !wish
  }

  /** On or off; off means that its light goes out. */
  async toggleCamera(): Promise<void> {
    if (this.opening) return
    if (!this.camera) return this.open(["video"])
    end(this.camera)
    this.camera = null
  }

  /** Shares a screen or a window, or ends that. Declining the browser's question is no problem. */
  async toggleScreen(): Promise<void> {
    if (this.screen) {
      end(this.screen)
      this.screen = null
      return
    }
    const wanted = this.#wanted
    const stream = await navigator.mediaDevices.getDisplayMedia(SCREEN).catch(() => null)
    const track = stream?.getVideoTracks()[0]
    if (!track) return
    if (wanted !== this.#wanted) return track.stop()
    track.contentHint = "detail"
    track.onended = () => (this.screen = null)
    this.screen = track
  }

  /** Another device, at once if it is in use. */
  async use(kind: DeviceKind, id: string): Promise<void> {
    devices.choose(kind, id)
    if (kind === "audioinput" && this.audio) await this.#swap("audio")
    if (kind === "videoinput" && this.camera) await this.#swap("video")
  }

  /** Gives everything back. */
  stop(): void {
    this.#wanted++
    this.opening = false
    for (const track of [this.audio, this.camera, this.screen]) end(track)
    this.audio = this.camera = this.screen = null
  }

  async #swap(kind: Kind): Promise<void> {
    // Two devices of a kind at once are too many for some phones.
    end(kind === "audio" ? this.audio : this.camera)
    await this.open([kind])
    if (this.problems[kind]) this[kind === "audio" ? "audio" : "camera"] = null
  }

  async #ask(kinds: readonly Kind[]): Promise<MediaStreamTrack[]> {
    for (const kind of kinds) this.problems[kind] = null
    if (!navigator.mediaDevices?.getUserMedia) {
      for (const kind of kinds) this.problems[kind] = "insecure"
      return []
    }
    try {
      return (await streamOf(kinds)).getTracks()
    } catch (thrown) {
      const problem = problemOf(thrown)
      // One of the two may be there all the same. Who said no is not asked again.
      const others = kinds.length > 1 ? await stillPossible(kinds, problem) : []
      for (const kind of kinds) if (!others.includes(kind)) this.problems[kind] = problem
      return (await Promise.all(others.map((kind) => this.#ask([kind])))).flat()
    }
  }

  #keep(track: MediaStreamTrack): void {
    const kind: Kind = track.kind === "audio" ? "audio" : "video"
    track.onended = () => {
      // Unplugged, or taken away.
      if (kind === "audio" && this.audio === track) this.audio = null
      if (kind === "video" && this.camera === track) this.camera = null
      void permission(kind).then((state) => (this.problems[kind] = state === "denied" ? "denied" : "none"))
    }
    if (kind === "audio") {
      this.audio = track
      track.enabled = !this.muted
    } else this.camera = track
  }
}

function end(track: MediaStreamTrack | null): void {
  if (!track) return
  track.onended = null
  track.stop()
}

/** What the chosen devices give; others when one of them is not plugged in. */
async function streamOf(kinds: readonly Kind[]): Promise<MediaStream> {
  try {
    return await navigator.mediaDevices.getUserMedia(constraints(kinds, "exact"))
  } catch (thrown) {
    if (nameOf(thrown) !== "OverconstrainedError") throw thrown
    return navigator.mediaDevices.getUserMedia(constraints(kinds, "ideal"))
  }
}

/** `ideal` weighs a device against the size of its picture, so that another camera may be taken for its size. */
function constraints(kinds: readonly Kind[], chosen: "exact" | "ideal"): MediaStreamConstraints {
  const device = (kind: DeviceKind) => {
    const id = devices.wished(kind)
    return id ? { deviceId: { [chosen]: id } } : {}
  }
  return {
    audio: kinds.includes("audio") && { echoCancellation: true, noiseSuppression: true, autoGainControl: true, ...device("audioinput") },
    video: kinds.includes("video") && { ...VIDEO, ...device("videoinput") },
  }
}

/** Those that are worth being asked for alone, after both together were refused. */
async function stillPossible(kinds: readonly Kind[], problem: Problem): Promise<readonly Kind[]> {
  if (problem !== "denied") return kinds
  const states = await Promise.all(kinds.map(permission))
  return states.includes("denied") ? kinds.filter((_, at) => states[at] === "granted" || states[at] === "prompt") : []
}

async function permission(kind: Kind): Promise<PermissionState | "unknown"> {
  const name = (kind === "audio" ? "microphone" : "camera") as PermissionName
  try {
    return (await navigator.permissions.query({ name })).state
  } catch {
    return "unknown"
  }
}
