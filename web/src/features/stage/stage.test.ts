import { expect, it } from "vitest"
import { consents } from "./consent.svelte"
import { isPlaylist, modeOf, providerOf } from "./providers"

const own = "conference.example.org"

it("names the third party behind an embed and a foreign stream", () => {
  expect(providerOf({ mode: "embed", provider: "youtube", url: "https://www.youtube-nocookie.com/embed/x" }, own)).toEqual({
    host: "www.youtube-nocookie.com",
    name: "YouTube (Google)",
  })
  expect(providerOf({ mode: "stream", url: "https://cdn.example.com/live.m3u8" }, own)).toEqual({ host: "cdn.example.com", name: "cdn.example.com" })
})

it("asks for nothing when it is ours, or nothing", () => {
  expect(providerOf({ mode: "stream", url: `https://${own}/talk.mp4` }, own)).toBeNull()
  expect(providerOf({ mode: "stream", url: "/media/talk.mp4" }, own)).toBeNull()
  expect(providerOf({ mode: "holding", url: "https://www.youtube-nocookie.com/embed/x" }, own)).toBeNull()
  expect(providerOf({ mode: "embed" }, own)).toBeNull()
})

it("plays files and playlists itself and frames pages", () => {
  expect(modeOf("https://a.org/live/master.m3u8?token=1")).toBe("stream")
  expect(modeOf("https://a.org/talk.MP4")).toBe("stream")
  expect(modeOf("https://www.youtube.com/watch?v=x")).toBe("embed")
  expect([isPlaylist("https://a.org/x.m3u8"), isPlaylist("https://a.org/x.mp4")]).toEqual([true, false])
})

it("remembers an agreement until it is taken back", () => {
  expect(consents.has("a.org")).toBe(false)
  consents.give("a.org")
  expect([consents.has("a.org"), consents.has("b.org")]).toEqual([true, false])
  consents.takeBack("a.org")
  expect(consents.has("a.org")).toBe(false)
})
