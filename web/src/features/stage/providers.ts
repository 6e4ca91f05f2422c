import type { Stage } from "../../live/wire"

/** Whom a browser talks to when it shows what is on stage. */
export interface Provider {
  /** What the agreement is kept under: the address of their server. */
  readonly host: string
  readonly name: string
}

const NAMES: Readonly<Record<string, string>> = {
  youtube: "YouTube (Google)",
  vimeo: "Vimeo",
  "media-ccc": "media.ccc.de",
}

/** The third party behind what is on stage; null when it comes from our own server (`own` is its host), or there is none. */
export function providerOf(stage: Pick<Stage, "mode" | "provider" | "url">, own: string): Provider | null {
  if (stage.mode === "holding" || !stage.url) return null
  const host = hostOf(stage.url)
  if (!host || host === own) return null
  return { host, name: NAMES[stage.provider ?? ""] ?? host }
}

function hostOf(url: string): string | null {
  // A path without a host is ours.
  return URL.canParse(url) ? new URL(url).host : null
}

/** Files and playlists are played by the browser itself; every other address is a page to be framed. */
export function modeOf(url: string): "stream" | "embed" {
  return /\.(m3u8|mp4)($|[?#])/i.test(url) ? "stream" : "embed"
}

export function isPlaylist(url: string): boolean {
  return /\.m3u8($|[?#])/i.test(url)
}
