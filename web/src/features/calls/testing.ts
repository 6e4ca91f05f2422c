/** Connections as tests of this folder see them: nothing flows, but everything that was asked for is known. */
import type { Member, Signal } from "../../live/wire"
import type { Surroundings, Told } from "./engine"

type Kind = "audio" | "video"

class FakeTransceiver {
  direction = "sendrecv"
  readonly receiver: { track: { kind: Kind }; getSynchronizationSources: () => { audioLevel: number }[] }
  readonly sender = {
    track: null as unknown,
    replaceTrack: (track: unknown): Promise<void> => {
      this.sender.track = track
      return Promise.resolve()
    },
  }
  constructor(kind: Kind) {
    this.receiver = { track: { kind }, getSynchronizationSources: () => [{ audioLevel: 0.5 }] }
  }
}

export class FakeConnection {
  onnegotiationneeded: (() => void) | null = null
  onicecandidate: ((event: { candidate: Partial<RTCIceCandidate> | null }) => void) | null = null
  onconnectionstatechange: (() => void) | null = null
  ontrack: ((event: { track: unknown; transceiver: FakeTransceiver | undefined }) => void) | null = null
  signalingState = "stable"
  connectionState = "new"
  localDescription: { type: string; sdp: string } | null = null
  readonly done: string[] = []
  readonly transceivers: FakeTransceiver[] = []
  config: RTCConfiguration
  /** The next descriptions of our own wait until this is called. */
  release: (() => void) | null = null
  #held: Promise<void> | null = null
  #count = 0

  constructor(config: RTCConfiguration) {
    this.config = config
  }
  hold(): void {
    this.#held = new Promise((go) => {
      this.release = () => {
        this.#held = null
        go()
      }
    })
  }
  addTransceiver(kind: Kind): void {
    this.transceivers.push(new FakeTransceiver(kind))
    if (this.transceivers.length === 1) queueMicrotask(() => this.onnegotiationneeded?.())
  }
  getTransceivers(): FakeTransceiver[] {
    return this.transceivers
  }
  getReceivers(): FakeTransceiver["receiver"][] {
    return this.transceivers.map(({ receiver }) => receiver)
  }
  async setLocalDescription(): Promise<void> {
    await this.#held
    const answers = this.signalingState === "have-remote-offer"
    this.localDescription = { type: answers ? "answer" : "offer", sdp: `sdp ${++this.#count}` }
    this.signalingState = answers ? "stable" : "have-local-offer"
    this.done.push("local " + this.localDescription.type)
  }
  setRemoteDescription({ type }: { type: string }): Promise<void> {
    this.done.push("remote " + type)
    this.signalingState = type === "offer" ? "have-remote-offer" : "stable"
    if (type === "offer" && !this.transceivers.length) this.transceivers.push(...(["audio", "video", "video"] as const).map((kind) => new FakeTransceiver(kind)))
    return Promise.resolve()
  }
  addIceCandidate({ candidate }: { candidate: string }): Promise<void> {
    this.done.push(candidate)
    return Promise.resolve()
  }
  restartIce(): void {
    this.done.push("restart")
    queueMicrotask(() => this.onnegotiationneeded?.())
  }
  setConfiguration(config: RTCConfiguration): void {
    this.config = config
  }
  close(): void {
    this.connectionState = "closed"
  }
  becomes(state: string): void {
    this.connectionState = state
    this.onconnectionstatechange?.()
  }
  finds(candidate: string): void {
    this.onicecandidate?.({ candidate: { candidate, sdpMid: "0", sdpMLineIndex: 0, usernameFragment: "u" } })
  }
}

/** A call as an engine sees it. */
export class FakeCall implements Surroundings {
  readonly place = "meeting:m"
  readonly peer = "my-stay"
  readonly servers = { servers: [], relay_only: false, until: null }
  readonly connections: FakeConnection[] = []
  readonly sent: ({ to: string; link: string } & Told)[] = []
  readonly told: string[] = []
  isOnline = true

  readonly connect = (config: RTCConfiguration): RTCPeerConnection => {
    const made = new FakeConnection(config)
    this.connections.push(made)
    return made as unknown as RTCPeerConnection
  }
  signal(to: string, link: string, told: Told): Promise<void> {
    this.sent.push({ to, link, ...told })
    return Promise.resolve()
  }
  online(): boolean {
    return this.isOnline
  }
  onMedia(person: string, media: unknown): void {
    this.told.push(`${person} ${media === null ? "gone" : "media"}`)
  }
  onReach(person: string, reach: string | null): void {
    if (reach) this.told.push(`${person} ${reach}`)
  }
  get last(): FakeConnection {
    return this.connections.at(-1)!
  }
}

export function member(id: string, order: number, more: Partial<Member> = {}): Member {
  return { kind: "member", id, peer: id + "-stay", order, name: id, listens: false, audio: true, video: true, screen: false, ...more }
}

export function signal(sender: string, link: string, what: "offer" | "answer" | string[]): Signal {
  const described = typeof what === "string"
  return {
    kind: "signal",
    id: "meeting:m",
    sender: sender + "-stay",
    to: "my-stay",
    link,
    description: described ? { type: what, sdp: "theirs" } : null,
    candidates: described ? [] : what.map((candidate) => ({ candidate })),
  }
}
