import { beforeEach, describe, expect, it, vi } from "vitest"
import { de } from "../../i18n/de"
import { en } from "../../i18n/en"
import { speak } from "../../i18n/index.svelte"
import type { Card, Meeting, Networking, ReasonTold, Seat } from "../../live/wire"
import { Field } from "./field"
import { iceBreakers } from "./ice-breakers"
import { called } from "./names"
import { reasonsOf, reasonsWith } from "./reasons"
import { leftUntil, mayAskMore, meetingIn, noShowLeft, screenOf, takesMore, untilNextRound } from "./screen"
import { vcards } from "./vcard"

const NOW = Date.parse("2021-04-14T13:30:00.000Z")
const in_ = (seconds: number) => new Date(NOW + seconds * 1000).toISOString()
const plan = { rounds: 4, reveal_s: 5, meeting_s: 300, wrapup_s: 25, break_s: 30 }
const rounds = (more: Partial<Networking> = {}): Networking => ({ kind: "networking", id: "n", phase: "meeting", round: 2, rounds: 4, deadline: in_(120), ready: 12, meetings: 6, waiting: 0, plan, ...more })
const seatOf = (more: Partial<Seat> = {}): Seat => ({ kind: "seat", id: "n", ready: true, state: "ready", since: in_(-3), ...more })
const card = (id: string, name: string, more: Partial<Card> = {}): Card => ({ id, name, affiliation: "", field: "", topics: [], languages: [], seeks: [], offers: [], biography: "", roles: [], ...more })
const anna = card("a", "Dr. Anna Lindqvist")
const sofia = card("s", "Sofia Marques")
const meetingOf = (more: Partial<Meeting> = {}): Meeting => ({ kind: "meeting", id: "m", networking: "n", round: 2, partners: [anna], reasons: [], status: "open", paused: false, here: [], more: [], writes: [], intents: [], ...more })
const why = (kind: ReasonTold["kind"], terms: string[] = [], person = "a", mine = "", theirs = ""): ReasonTold => ({ person, kind, terms, mine, theirs })

describe("which screen is on", () => {
  const show = (networking: Networking, seat?: Seat, meeting: Meeting | null = null) => screenOf({ networking, seat, meeting })

  it("is the meeting's as long as I am called to one or in one", () => {
    expect(show(rounds({ phase: "reveal" }), seatOf(), meetingOf({ status: "reveal" }))).toBe("reveal")
    expect(show(rounds(), seatOf(), meetingOf())).toBe("meeting")
    // Who has read enough goes there before the others.
    expect(screenOf({ networking: rounds({ phase: "reveal" }), seat: seatOf(), meeting: meetingOf({ status: "reveal" }), early: true })).toBe("meeting")
    expect(screenOf({ networking: rounds({ phase: "wrapup" }), seat: seatOf(), meeting: meetingOf({ status: "closed", why: "time" }), early: true })).toBe("wrapup")
    // Those who got one more minute talk on while the others wrap up.
    expect(show(rounds({ phase: "wrapup" }), seatOf(), meetingOf())).toBe("meeting")
  })

  it("is the wrap-up after a meeting of this round, and nobody else's", () => {
    const wrapup = rounds({ phase: "wrapup" })
    expect(show(wrapup, seatOf(), meetingOf({ status: "closed", why: "time" }))).toBe("wrapup")
    expect(show(wrapup, seatOf(), meetingOf({ status: "closed", why: "no_show" }))).toBe("ready")
    expect(show(wrapup, seatOf(), meetingOf({ status: "closed", round: 1 }))).toBe("ready")
  })

  it("tells who waits for a partner from who waits for the next round, and from who does not take part", () => {
    const closed = meetingOf({ status: "closed", why: "left" })
    expect(show(rounds(), seatOf({ state: "waiting" }), closed)).toBe("waiting")
    expect(show(rounds(), seatOf(), closed)).toBe("rest")
    expect(show(rounds(), seatOf({ ready: false, state: "away" }), closed)).toBe("ready")
    expect(show(rounds())).toBe("ready")
  })

  it("is the ready room before and between the rounds, and thanks in the end", () => {
    for (const phase of ["draft", "open", "break"] as const) expect(show(rounds({ phase }), seatOf(), meetingOf({ status: "closed" }))).toBe("ready")
    expect(show(rounds({ phase: "ended" }), seatOf(), meetingOf({ status: "closed" }))).toBe("ended")
  })

  it("takes the running meeting of this session, else the last one", () => {
    const last = meetingOf({ id: "last", status: "closed" })
    const on = meetingOf({ id: "on", round: 1 })
    const elsewhere = meetingOf({ id: "else", networking: "other" })
    expect(meetingIn("n", [elsewhere, last, on])?.id).toBe("on")
    expect(meetingIn("n", [elsewhere, { ...on, status: "closed" }, last])?.id).toBe("last")
    expect(meetingIn("n", [elsewhere])).toBeNull()
  })
})

describe("the clock of the rounds", () => {
  it("stands still in a pause, for every moment of the session", () => {
    expect(leftUntil(in_(90), rounds(), NOW)).toBe(90_000)
    const paused = rounds({ deadline: in_(120), paused_ms: 200_000 })
    expect(leftUntil(in_(120), paused, NOW + 500_000)).toBe(200_000)
    expect(leftUntil(in_(150), paused, NOW + 500_000)).toBe(230_000)
  })

  it("says when the next round begins, by the plan", () => {
    expect(untilNextRound(rounds({ phase: "open", round: 0 }), NOW)).toBe(120_000)
    expect(untilNextRound(rounds(), NOW)).toBe(175_000)
    expect(untilNextRound(rounds({ phase: "break" }), NOW)).toBe(120_000)
    expect(untilNextRound(rounds({ round: 4 }), NOW)).toBeNull()
    expect(untilNextRound(rounds({ phase: "draft", deadline: null }), NOW)).toBeNull()
  })

  it("lets late comers in while a minute is left, or half of a short meeting", () => {
    expect(takesMore(rounds({ deadline: in_(60) }), NOW)).toBe(true)
    expect(takesMore(rounds({ deadline: in_(59) }), NOW)).toBe(false)
    expect(takesMore(rounds({ deadline: in_(21), plan: { ...plan, meeting_s: 40 } }), NOW)).toBe(true)
    expect(takesMore(rounds({ phase: "wrapup" }), NOW)).toBe(false)
  })

  it("offers one more minute in the last 30 s, not in a pause and not after", () => {
    expect(mayAskMore(rounds({ deadline: in_(30) }), NOW)).toBe(true)
    expect(mayAskMore(rounds({ deadline: in_(31) }), NOW)).toBe(false)
    expect(mayAskMore(rounds({ deadline: in_(20), paused_ms: 20_000 }), NOW)).toBe(false)
    expect(mayAskMore(rounds({ deadline: in_(20), phase: "wrapup" }), NOW)).toBe(false)
  })

  it("waits 15 s for who has not come", () => {
    expect(noShowLeft(seatOf({ since: in_(-3) }), NOW)).toBe(12_000)
    expect(noShowLeft(seatOf({ since: in_(-40) }), NOW)).toBe(0)
  })
})

describe("why we were put together", () => {
  const all = [
    why("wish_mutual"),
    why("shared_topics", ["segmentation", "microscopy", "few labels"]),
    why("seek_offer", ["test data"]),
    why("offer_seek", ["a method"]),
    why("roles", [], "a", "domain", "method"),
    why("institutions", [], "a", "München", "Jülich"),
    why("languages", ["de", "en"]),
  ]
  const texts = (meeting: Meeting, t: typeof en) => reasonsOf(meeting, t).map(({ text }) => text)

  it("is said in English", async () => {
    await speak("en")
    expect(texts(meetingOf({ reasons: all }), en)).toEqual([
      "You asked to meet each other.",
      "You both work on segmentation, microscopy and few labels.",
      "You look for test data, and Anna offers it.",
      "Anna looks for a method, and you offer it.",
      "You know the field, Anna the methods.",
      "You come from München, Anna from Jülich.",
      "You both speak German and English.",
    ])
  })

  it("is said in German", async () => {
    await speak("de")
    expect(texts(meetingOf({ reasons: all }), de)).toEqual([
      "Sie wollten einander treffen.",
      "Sie arbeiten beide zu segmentation, microscopy und few labels.",
      "Sie suchen test data; Anna bietet das.",
      "Anna sucht a method; Sie bieten das.",
      "Sie kennen das Fach, Anna die Methoden.",
      "Sie kommen von München, Anna von Jülich.",
      "Sie sprechen beide Deutsch und Englisch.",
    ])
  })

  it("says what both look for, or who can help whom, in both languages", async () => {
    const wants = [
      why("shared_intent", ["collaborators", "people"]),
      why("intent_fit", ["job", "hiring"], "a", "job", "hiring"),
      why("intent_fit", ["hiring", "job"], "a", "hiring", "job"),
      why("intent_fit", ["method"], "a", "method", ""),
      why("intent_fit", ["method"], "a", "", "method"),
    ]
    await speak("en")
    expect(texts(meetingOf({ reasons: wants }), en)).toEqual([
      "You both look for collaborators and people to talk to.",
      "You look for a job, and Anna looks for somebody to hire.",
      "You look for somebody to hire, and Anna looks for a job.",
      "You look for a method, and Anna works on methods.",
      "Anna looks for a method, and you work on methods.",
    ])
    await speak("de")
    expect(texts(meetingOf({ reasons: wants }), de)).toEqual([
      "Sie suchen beide Zusammenarbeit und gute Gespräche.",
      "Sie suchen eine Stelle, und Anna hat eine zu besetzen.",
      "Sie haben eine Stelle zu besetzen, und Anna sucht eine.",
      "Sie suchen eine Methode, und Anna arbeitet an Methoden.",
      "Anna sucht eine Methode, und Sie arbeiten an Methoden.",
    ])
    const trio = meetingOf({ partners: [anna, sofia], reasons: [why("shared_intent", ["job"], "s"), why("wish_mutual")] })
    expect(texts(trio, de)).toEqual(["Sofia und Sie suchen eine Stelle.", "Anna und Sie wollten einander treffen."])
    expect(reasonsWith("a", trio, de).map(({ text }) => text)).toEqual(["Anna und Sie wollten einander treffen."])
  })

  it("names the one it is about when we are three, and is never empty", async () => {
    await speak("en")
    const trio = meetingOf({ partners: [anna, sofia], reasons: [why("shared_topics", ["climate"]), why("roles", [], "a", "method"), why("languages", ["en"], "s")] })
    expect(texts(trio, en)).toEqual(["You and Anna work on climate.", "You and Sofia speak English.", "You know the methods, Anna the field."])
    expect(new Set(reasonsOf(trio, en).map(({ key }) => key)).size).toBe(3)
    expect(texts(meetingOf(), en)).toEqual([en.networking.whyNothing])
  })
})

describe("ice-breakers", () => {
  const me = { topics: ["segmentation"], field: "Medical imaging" }
  const partner = card("a", "Anna Lindqvist", { topics: ["segmentation", "climate"], seeks: ["test data"], offers: [], field: "Climate physics" })

  it("come from both profiles first, then from the general ones", () => {
    const questions = iceBreakers(me, [partner], "m", en)
    expect(questions.slice(0, 5).sort()).toEqual(
      [
        en.networking.iceTopic("segmentation"),
        en.networking.iceTopicWhy("segmentation"),
        en.networking.iceTheirTopic("Anna", "climate"),
        en.networking.iceSeek("Anna", "test data"),
        en.networking.iceFields("Medical imaging", "Climate physics"),
      ].sort(),
    )
    expect(questions.slice(5).sort()).toEqual([...en.networking.iceAlways].sort())
  })

  it("are there for those who told nothing, the same after a reload", () => {
    const questions = iceBreakers({ topics: [], field: "" }, [card("b", "Bo")], "m", de)
    expect(questions).toHaveLength(de.networking.iceAlways.length)
    expect(iceBreakers({ topics: [], field: "" }, [card("b", "Bo")], "m", de)).toEqual(questions)
  })
})

describe("a contact as vCard", () => {
  const contact = { id: "0190f3a0-0000-7000-8000-000000000004", name: "Émile de la Cruz", affiliation: "Institute; Data, Inc.", email: "emile@example.org", met_at: in_(0) }
  const text = vcards([contact, { ...contact, name: "Cher", affiliation: "" }], () => "A conference whose name is so long that no single line of a card can hold it — nie im Leben")

  it("has names, place and address, with what is special escaped", () => {
    expect(text).toContain("FN:Émile de la Cruz\r\nN:Cruz;Émile de la;;;\r\nORG:Institute\\; Data\\, Inc.\r\nEMAIL;TYPE=INTERNET:emile@example.org\r\n")
    expect(text).toContain("FN:Cher\r\nN:Cher;;;;\r\nEMAIL")
    expect(text.match(/BEGIN:VCARD/g)).toHaveLength(2)
  })

  it("folds long lines at 75 bytes and loses nothing", () => {
    const lines = text.split("\r\n")
    expect(Math.max(...lines.map((line) => new TextEncoder().encode(line).length))).toBeLessThanOrEqual(75)
    expect(text.replaceAll("\r\n ", "")).toContain("no single line of a card can hold it — nie im Leben")
  })
})

describe("the dots of the ready room", () => {
  it("are as many as people, and who comes later moves nobody", () => {
    const field = new Field(400, 220)
    const few = field.of(20)
    expect(few).toHaveLength(20)
    expect(field.of(40).slice(0, 20)).toEqual(few)
    expect(new Field(400, 220).of(20)).toEqual(few)
    expect(field.of(1200)).toHaveLength(120)
  })
})

describe("names in sentences", () => {
  it.each([
    ["Dr. Anna Lindqvist", "Anna"],
    ["Sofia", "Sofia"],
    ["Prof. Dr. Kofi Mensah", "Kofi"],
  ])("%s is called %s", (name, short) => expect(called(name)).toBe(short))
})

beforeEach(() => {
  vi.stubGlobal("document", { documentElement: { lang: "" } })
})
