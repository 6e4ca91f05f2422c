import type { LocalAudioTrack, LocalVideoTrack, Room } from "livekit-client"
import type { Tracks } from "./engine"

export type Library = typeof import("livekit-client")
type Local = LocalAudioTrack | LocalVideoTrack

/** Publishes what I send in one room, one thing at a time, until it is what I want. The tracks stay those of `Capture`. */
export class Sender {
  readonly #room: Room
  readonly #library: Library
  readonly #sent = new Map<MediaStreamTrack, Local>()
  /** Those that LiveKit would not take. */
  readonly #refused = new WeakSet<MediaStreamTrack>()
  #wanted: readonly MediaStreamTrack[] = []
  #speaks = false
  #busy = false

  constructor(room: Room, library: Library) {
    this.#room = room
    this.#library = library
  }

  want({ audio, video, screen }: Tracks): void {
    this.#wanted = [audio, video, screen].filter((track) => track !== null)
    void this.#work()
  }

  /** Who speaks is heard: what was muted there, by a moderator for example, only I can unmute. */
  speaks(now: boolean): void {
    this.#speaks = now
    if (!now) return
    for (const [track, local] of this.#sent) {
      // Not if it was switched off here since: unmuting would switch it on.
      if (track.kind === "audio" && local.isMuted && track.enabled) local.unmute().catch(() => {})
    }
  }

  async #work(): Promise<void> {
    if (this.#busy) return
    this.#busy = true
    for (;;) {
      const over = [...this.#sent.keys()].find((track) => !this.#wanted.includes(track))
      const next = this.#wanted.find((track) => !this.#sent.has(track) && !this.#refused.has(track))
      if (over) await this.#take(over)
      else if (next) await this.#give(next)
      else break
    }
    this.#busy = false
  }

  async #take(track: MediaStreamTrack): Promise<void> {
    const local = this.#sent.get(track)!
    this.#sent.delete(track)
    // In a room that is left by now there is nothing to take back.
    await this.#room.localParticipant.unpublishTrack(local, false).catch(() => {})
  }

  async #give(track: MediaStreamTrack): Promise<void> {
    const { LocalAudioTrack, LocalVideoTrack, Track } = this.#library
    const local = track.kind === "audio" ? new LocalAudioTrack(track, undefined, true) : new LocalVideoTrack(track, undefined, true)
    // LiveKit switches on every track that it takes and does not hold for muted: a microphone that is off stays off.
    local.isMuted = !track.enabled
    const picture = track.contentHint === "detail" ? Track.Source.ScreenShare : Track.Source.Camera
    try {
      await this.#room.localParticipant.publishTrack(local, { source: track.kind === "audio" ? Track.Source.Microphone : picture })
      this.#sent.set(track, local)
      this.speaks(this.#speaks)
    } catch {
      this.#refused.add(track)
      // It stops what it could not publish in time, without a word: so that the person sees that it is off.
      if (track.readyState === "ended") track.dispatchEvent(new Event("ended"))
    }
  }
}
