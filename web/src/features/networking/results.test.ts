import { describe, expect, it } from "vitest"
import type { RoundResult } from "../../live/wire"
import { inWords, leftAlone, percent, tiesCsv, typical, type Results } from "./results"

const round = (number: number, present: number, sat_out: number): RoundResult => ({ round: number, present, pairs: present / 2, trios: 0, sat_out, no_shows: 0, waited_s: null })
const results = (more: Partial<Results>): Results => ({ people: 0, meetings: 0, contacts: 0, rounds: [], encounters: [], ratings: [0, 0, 0], centres: [], ties: [], ...more })

describe("what came of the rounds", () => {
  it("counts those who were left alone", () => {
    expect(leftAlone(results({ rounds: [round(1, 40, 0), round(2, 41, 1), round(3, 39, 2)] }))).toEqual({ rounds: 2, times: 3, of: 120 })
    expect(leftAlone(results({}))).toEqual({ rounds: 0, times: 0, of: 0 })
  })

  it("says shares so that none is hidden", () => {
    expect([percent(0, 0), percent(0, 9), percent(1, 2400), percent(1, 3), percent(2399, 2400), percent(9, 9)]).toEqual([0, 0, 0.1, 33, 99.9, 100])
  })

  it("knows how many others half of the people met", () => {
    expect(typical([1, 0, 2, 7])).toBe(3)
    expect(typical([4, 3, 1])).toBe(1)
    expect(typical([4])).toBe(0)
    expect(typical([])).toBe(0)
  })
})

describe("ties between centres", () => {
  it("are said in words: the strongest, and how many were at home", () => {
    const ties = [
      [2, 5, 1, 9],
      [5, 0, 3, 0],
      [1, 3, 1, 0],
      [9, 0, 0, 4],
    ]
    expect(inWords({ centres: ["KIT", "DESY", "DLR", ""], ties })).toEqual({ strongest: { one: 0, other: 1, pairs: 5 }, within: 3, all: 25 })
    expect(inWords({ centres: ["KIT"], ties: [[0]] })).toEqual({ strongest: null, within: 0, all: 0 })
    expect(inWords({ centres: ["KIT", "DESY"], ties: [[0, 1], [1, 0]] })).toEqual({ strongest: null, within: 0, all: 1 })
  })

  it("are a table that no spreadsheet takes for formulas", () => {
    const centres = ["KIT, Karlsruhe", '=HYPERLINK("x")', "@home", ""]
    const ties = [
      [0, 1, 2, 3],
      [1, 0, 0, 0],
      [2, 0, 0, 0],
      [3, 0, 0, 4],
    ]
    expect(tiesCsv({ centres, ties }, "others").split("\r\n")).toEqual([
      `,"KIT, Karlsruhe","'=HYPERLINK(""x"")",'@home,others`,
      `"KIT, Karlsruhe",0,1,2,3`,
      `"'=HYPERLINK(""x"")",1,0,0,0`,
      `'@home,2,0,0,0`,
      `others,3,0,0,4`,
      "",
    ])
  })
})
