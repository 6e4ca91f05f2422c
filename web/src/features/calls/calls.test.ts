import { describe, expect, it } from "vitest"
import { en } from "../../i18n/en"
import { actOf } from "./keys"
import { layoutOf } from "./layout"
import { Loudness } from "./loudness"
import { problemOf } from "./problems"
import { qualityOf, received } from "./quality"
import { Sending } from "./sending"
import { deviceFinding, lineFinding, relays, verdictOf, type Finding } from "./setup"

describe("a device that gives nothing", () => {
  const named = (name: string) => Object.assign(new Error(), { name })

  it.each([
    ["NotAllowedError", "denied"],
    ["NotFoundError", "none"],
    ["OverconstrainedError", "none"],
    ["NotReadableError", "busy"],
    ["TypeError", "broken"],
  ] as const)("%s means %s, with words about what to do", (name, problem) => {
    expect(problemOf(named(name))).toBe(problem)
    for (const kind of ["audio", "video", "both"] as const) expect(en.calls.problem[kind][problem].length).toBeGreaterThan(30)
  })
})

describe("what the others are told of me", () => {
  const silent = { order: 4, audio: false, video: false, screen: false }
  const speaks = { audio: true, video: false, screen: false }

  it("is told when it changes, and not again", () => {
    const sending = new Sending()
    expect(sending.next({ ...silent }, silent)).toBeNull()
    expect(sending.next(speaks, silent)).toBe("tell")
    expect(sending.next(speaks, silent)).toBeNull()
    expect(sending.next(speaks, { ...silent, ...speaks })).toBeNull()
  })

  it("is told anew after I have come anew", () => {
    const sending = new Sending()
    sending.next(speaks, silent)
    expect(sending.next(speaks, { ...silent, order: 9 })).toBe("tell")
  })

  it("yields to a moderator who mutes me, until I unmute myself", () => {
    const sending = new Sending()
    sending.next(speaks, silent)
    sending.next(speaks, { ...silent, ...speaks })
    expect(sending.next(speaks, silent)).toBe("silence")
    const muted = { ...speaks, audio: false }
    expect(sending.next(muted, silent)).toBeNull()
    expect(sending.next(speaks, silent)).toBe("tell")
  })
})

describe("the tiles", () => {
  const columns = (width: number, height?: number) => (tiles: number) => layoutOf(tiles, width, height).columns

  it("are laid out by how many they are and how wide it is", () => {
    expect(layoutOf(2, 360)).toEqual({ columns: 1, inset: true })
    expect(layoutOf(2, 760)).toEqual({ columns: 2, inset: false })
    expect([1, 3, 4, 5, 9, 12].map(columns(1200))).toEqual([1, 2, 2, 3, 3, 4])
    expect([3, 9, 12].map(columns(360))).toEqual([2, 2, 2])
    expect(columns(0)(5)).toBe(1)
  })

  it("stand in fewer rows in a low window, as long as they are wide enough", () => {
    expect([3, 4, 6, 8, 12].map(columns(800, 800))).toEqual([3, 3, 3, 4, 4])
    expect([3, 8].map(columns(360, 640))).toEqual([2, 2])
  })

  it("are small beside a screen, on a wide page", () => {
    expect([layoutOf(2, 760, Infinity, true).columns, layoutOf(2, 360, Infinity, true).inset]).toEqual([4, true])
  })
})

it("marks who speaks through short pauses, and no longer", () => {
  const loudness = new Loudness()
  const levels = (anna: number) => new Map([["anna", anna]])
  expect([...loudness.hear(levels(0.2), 0)]).toEqual(["anna"])
  expect([...loudness.hear(levels(0.001), 700)]).toEqual(["anna"])
  expect([...loudness.hear(levels(0.001), 900)]).toEqual([])
})

describe("the quality of a connection", () => {
  const before = { packets: 1000, lost: 50, trip: 0 }
  const after = (packets: number, lost: number, trip = 0.05) => qualityOf(before, { packets: 1000 + packets, lost: 50 + lost, trip })

  it("is that of the last moments, by loss and by delay", () => {
    expect([after(100, 0), after(100, 4), after(100, 20)]).toEqual(["good", "fair", "poor"])
    expect([after(100, 0, 0.4), after(100, 0, 0.9), after(0, 0)]).toEqual(["fair", "poor", "good"])
  })

  it("is read from the browser's report", () => {
    const report = [
      { type: "inbound-rtp", packetsReceived: 10, packetsLost: 1 },
      { type: "inbound-rtp", packetsReceived: 5, packetsLost: -1 },
      { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.2 },
      { type: "candidate-pair", nominated: false, currentRoundTripTime: 9 },
    ]
    expect(received(report)).toEqual({ packets: 15, lost: 1, trip: 0.2 })
  })
})

it("has letters for microphone and camera, but not for who writes", () => {
  const press = (key: string, more = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, repeat: false, defaultPrevented: false, ...more })
  expect(["m", "V", "x"].map((key) => actOf(press(key), false))).toEqual(["microphone", "camera", null])
  expect(actOf(press("m"), true)).toBeNull()
  expect([{ ctrlKey: true }, { metaKey: true }, { repeat: true }].map((more) => actOf(press("m", more), false))).toEqual([null, null, null])
})

describe("the check of a set-up", () => {
  const good = (["line", "direct", "udp", "tcp"] as const).map((step): Finding => (step === "line" ? lineFinding([40]) : { step, grade: "good" }))
  const but = (...changes: Finding[]) => good.map((finding) => changes.find(({ step }) => step === finding.step) ?? finding)

  it("goes by the middle of the round trips", () => {
    expect(lineFinding([20, 900, 31.4])).toEqual({ step: "line", grade: "good", ms: 31 })
    expect([lineFinding([800]).grade, lineFinding([]).grade]).toEqual(["fair", "bad"])
  })

  it("asks for one way for the media, and for no device", () => {
    expect(verdictOf([...good, deviceFinding("audio", "A microphone", null)])).toBe("good")
    expect(verdictOf([...good, deviceFinding("video", "", "none")])).toBe("fair")
    expect(verdictOf(but({ step: "direct", grade: "fair" }, { step: "udp", grade: "fair" }))).toBe("fair")
    expect(verdictOf(but({ step: "direct", grade: "fair" }, { step: "udp", grade: "fair" }, { step: "tcp", grade: "fair" }))).toBe("bad")
    expect(verdictOf([...but({ step: "direct", grade: "fair" }, { step: "udp", grade: "fair" }, { step: "tcp", grade: "fair" }), { step: "larger", grade: "good" }])).toBe("fair")
    expect(verdictOf(but(lineFinding([])))).toBe("bad")
  })

  it("tells relays over UDP from those over TCP", () => {
    const urls = ["stun:a", "turn:b", "turn:c?transport=udp", "turn:d?transport=tcp", "turns:e"]
    const of = (transport: "udp" | "tcp") => relays([{ urls, username: "u" }, { urls: ["stun:f"] }], transport)
    expect(of("udp")).toEqual([{ urls: ["turn:b", "turn:c?transport=udp"], username: "u" }])
    expect(of("tcp")[0]?.urls).toEqual(["turn:d?transport=tcp", "turns:e"])
  })
})
