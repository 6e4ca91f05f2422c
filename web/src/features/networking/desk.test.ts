import { describe, expect, it } from "vitest"
import { USUAL_MATCHING as USUAL, type Health, type Networking, type Participant } from "../../live/wire"
import { worriesOf } from "./desk-health"
import { actsFor, byNeed, counted, found, joinable, meetingsOf } from "./desk-people"
import { endsAt, tooMany } from "./desk-plan"
import { PRESETS, presetOf, sameRules, shares, toSave, withOthers } from "./desk-rules"

const NOW = Date.parse("2021-04-14T13:30:00.000Z")
const in_ = (seconds: number) => new Date(NOW + seconds * 1000).toISOString()
const who = (id: string, state: Participant["state"], since = 0, more: Partial<Participant> = {}): Participant => ({ kind: "participant", id, name: id, affiliation: "", state, since: in_(-since), ...more })
const meets = (id: string, meeting: string) => who(id, "meeting", 60, { meeting })

describe("the people of the desk", () => {
  it("are shown by who needs a look: those who wait, the longest first", () => {
    const people = [who("away", "away"), who("ready", "ready"), who("short", "waiting", 3), meets("met", "m"), who("long", "waiting", 20)]
    expect(people.sort(byNeed).map(({ id }) => id)).toEqual(["long", "short", "met", "ready", "away"])
    expect(counted(people)).toEqual({ all: 5, waiting: 2, meeting: 1, ready: 1, away: 1 })
  })

  it("are found by parts of name and institution, without their accents, in one state or in all", () => {
    const people = [who("Zoë Müller", "waiting", 1, { affiliation: "KIT" }), who("Anna Muller", "ready", 1, { affiliation: "DESY" })]
    expect(found(people, "all", "muller").map(({ name }) => name)).toEqual(["Zoë Müller", "Anna Muller"])
    expect(found(people, "all", " KIT zoe ")).toEqual([people[0]])
    expect(found(people, "ready", "")).toEqual([people[1]])
    expect(found(people, "waiting", "anna")).toEqual([])
  })

  it("can join meetings of two that are not their own", () => {
    const meetings = meetingsOf([meets("ann", "1"), meets("bob", "1"), meets("cem", "2"), meets("dee", "2"), meets("eva", "2"), meets("fay", "3"), meets("gus", "3"), who("hal", "waiting")])
    const ids = (person: string, text = "") => joinable(meetings, person, text).map(({ id }) => id)
    expect(ids("hal")).toEqual(["1", "3"])
    expect(ids("ann")).toEqual(["3"])
    expect(ids("hal", "gus")).toEqual(["3"])
  })

  it("offer only what can be done with them", () => {
    expect(actsFor(who("a", "away"), true)).toEqual([])
    expect(actsFor(who("a", "ready"), false)).toEqual(["remove"])
    expect(actsFor(who("a", "waiting"), true)).toEqual(["into", "remove"])
    expect(actsFor(meets("a", "m"), true)).toEqual(["again", "into", "remove"])
  })
})

describe("the health of the rounds", () => {
  const health = (more: Partial<Health> = {}): Health => ({ kind: "health", id: "n", no_shows: 0, lost: 0, waited_s: null, sat_out: 0, reports: 0, swaps: 9, ...more })

  it("worries nobody while all goes well, nor for an accident", () => {
    expect(worriesOf(health(), 40)).toEqual([])
    expect(worriesOf(health({ no_shows: 2, lost: 2, waited_s: 12 }), 10)).toEqual([])
  })

  it("is marked where somebody should look", () => {
    expect(worriesOf(health({ no_shows: 6, lost: 3, waited_s: 24, sat_out: 1, reports: 1 }), 40)).toEqual(["no_shows", "lost", "waited", "sat_out", "reports"])
    expect(worriesOf(health({ no_shows: 6, lost: 6 }), 600)).toEqual([])
  })
})

describe("the rules", () => {
  it("are shown as shares that are 100 together", () => {
    expect(shares(USUAL.weights)).toEqual({ topics: 45, complement: 25, distance: 15, seniority: 5, base: 10 })
    const thirds = shares({ topics: 1, complement: 1, distance: 1, seniority: 0, base: 0 })
    expect(thirds).toEqual({ topics: 34, complement: 33, distance: 33, seniority: 0, base: 0 })
    expect(Object.values(shares({ topics: 0, complement: 0, distance: 0, seniority: 0, base: 0 }))).toEqual([0, 0, 0, 0, 0])
  })

  it("have a preset's name as long as they are like it, whoever must meet whom", () => {
    expect(presetOf(USUAL)).toBe("balanced")
    expect(presetOf({ ...USUAL, ...PRESETS.levels, same_field: true, must_meet: [{ person: "a", others: ["b"] }] })).toBe("levels")
    expect(presetOf({ ...USUAL, levels: "mixed" })).toBeNull()
  })

  it("are sent without lists that name nobody", () => {
    const begun = withOthers(USUAL, "ann", (others) => others)
    expect(begun.must_meet).toEqual([{ person: "ann", others: [] }])
    expect(toSave(begun).must_meet).toEqual([])
    const filled = withOthers(begun, "ann", (others) => [...others, "bob"])
    expect(toSave(filled).must_meet).toEqual([{ person: "ann", others: ["bob"] }])
    expect(sameRules(USUAL, filled)).toBe(false)
    expect(sameRules(filled, { ...filled })).toBe(true)
  })
})

describe("the plan", () => {
  const plan = { rounds: 3, reveal_s: 5, meeting_s: 300, wrapup_s: 25, break_s: 30 }
  const rounds = (more: Partial<Networking>): Networking => ({ kind: "networking", id: "n", phase: "meeting", round: 1, rounds: 3, deadline: in_(100), ready: 12, meetings: 6, waiting: 0, plan, ...more })
  const inS = (networking: Networking, starts = NOW) => ((endsAt(networking, plan, starts, NOW) ?? NaN) - NOW) / 1000

  it("says when it would be over, from every phase", () => {
    expect(inS(rounds({ phase: "draft", round: 0, deadline: null }), NOW + 60_000)).toBe(60 + 3 * 330 + 2 * 30)
    expect(inS(rounds({ phase: "open", round: 0 }))).toBe(100 + 3 * 330 + 2 * 30)
    expect(inS(rounds({ phase: "reveal" }))).toBe(100 + 325 + 2 * 360)
    expect(inS(rounds({}))).toBe(100 + 25 + 2 * 360)
    expect(inS(rounds({ phase: "break" }))).toBe(100 + 330 + 360)
    expect(inS(rounds({ phase: "wrapup", round: 3 }))).toBe(100)
    expect(endsAt(rounds({ phase: "ended", deadline: null }), plan, NOW, NOW)).toBeNull()
  })

  it("moves its end on while the clock stands still", () => {
    expect(inS(rounds({ paused_ms: 150_000, deadline: in_(10) }))).toBe(150 + 25 + 2 * 360)
  })

  it("has too many rounds when people would have to meet twice", () => {
    expect(tooMany(4, 5)).toBe(false)
    expect(tooMany(5, 5)).toBe(true)
    expect(tooMany(5, 0)).toBe(false)
  })
})
