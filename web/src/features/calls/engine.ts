import type { Answers, Candidate, Description, Member, Signal } from "../../live/wire"

/** What I send. An engine keeps its lines and changes the tracks on them. */
export interface Tracks {
  readonly audio: MediaStreamTrack | null
  /** The camera's. */
  readonly video: MediaStreamTrack | null
  readonly screen: MediaStreamTrack | null
}

/** What the first sections of a description carry when I send it, in this order; who receives it knows it by that. */
export const SECTIONS = ["audio", "video", "screen"] as const

/** A section of the kind that it needs. */
export function kindOf(section: (typeof SECTIONS)[number]): "audio" | "video" {
  return section === "audio" ? "audio" : "video"
}

/** What comes from one member. A track may be there and carry nothing: the member's view says what they send. */
export type RemoteMedia = Tracks

export const NOTHING: RemoteMedia = { audio: null, video: null, screen: null }

/** How the media of a member stand: on their way for the first time, here, or gone and being brought back. */
export type Reach = "connecting" | "connected" | "lost"
export type Quality = "good" | "fair" | "poor"

/** What one side of a link tells the other. */
export interface Told {
  readonly description?: Description
  readonly candidates: readonly Candidate[]
}

export type Servers = Answers["call.join"]

/** What an engine needs from outside, and whom it tells. */
export interface Surroundings {
  readonly place: string
  /** My stay. */
  readonly peer: string
  readonly servers: Servers
  /** Passes on what I tell a stay; resolves when it has been, or when there is nobody any more. */
  signal(to: string, link: string, told: Told): Promise<void>
  /** Whether the line to the server is open, so that somebody would hear a signal now. */
  online(): boolean
  /** What comes from a person; null when they are gone. */
  onMedia(person: string, media: RemoteMedia | null): void
  onReach(person: string, reach: Reach | null): void
}

/** A way for media to flow. Made anew when the call's `generation` becomes another. */
export interface Engine {
  /** Who is in the call now, and my own seat in it; called with every change. */
  meet(me: Member, others: readonly Member[]): void
  hear(signal: Signal): void
  /** What I send from now on. */
  send(tracks: Tracks): void
  /** Other credentials, before the old ones end. */
  useServers(servers: Servers): void
  /** The network is another one, perhaps. */
  networkChanged(): void
  /** The line to the server is open again; it may be another process, or one that was started anew. */
  lineIsBack?(): void
  /** How loud each person is now, 0 to 1. */
  levels(): ReadonlyMap<string, number>
  qualities(): Promise<ReadonlyMap<string, Quality>>
  stop(): void
}

export type MakeEngine = (around: Surroundings) => Engine

/** The servers of the answer, as a connection wants them. */
export function connectionConfig({ servers, relay_only }: Servers): RTCConfiguration {
  return {
    iceServers: servers.map(({ urls, username, credential }) => ({
      urls: [...urls],
      ...(username ? { username } : {}),
      ...(credential ? { credential } : {}),
    })),
    iceTransportPolicy: relay_only ? "relay" : "all",
  }
}
