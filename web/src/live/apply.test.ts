import { describe, expect, it } from "vitest"
import { apply, emptyCopy, type AnyView, type Copy } from "./apply"

const message = (id: string, text: string) => ({ kind: "message", id, text }) as AnyView
const map = (seq: number, ...views: AnyView[]) => ({ topic: "room:a", epoch: "e1", seq, map: views })
const texts = (copy: Copy) => [...(copy.kinds.get("message")?.values() ?? [])].map((view) => (view as unknown as { text: string }).text)

describe("apply", () => {
  it("takes the whole map and then what changed", () => {
    const copy = emptyCopy()
    expect(apply(copy, map(3, message("1", "one"), message("2", "two")))).toBe("applied")
    expect(apply(copy, { topic: "room:a", prev: 3, seq: 5, put: [message("3", "three")], drop: [["message", "1"]] })).toBe("applied")
    expect(texts(copy)).toEqual(["two", "three"])
    expect(copy.seq).toBe(5)
  })

  it("ignores what it has already", () => {
    const copy = emptyCopy()
    apply(copy, map(3, message("1", "new")))
    expect(apply(copy, { topic: "room:a", prev: 1, seq: 3, put: [message("1", "old")] })).toBe("old")
    expect(apply(copy, map(2, message("1", "older")))).toBe("old")
    expect(texts(copy)).toEqual(["new"])
  })

  it("reports a hole and changes nothing", () => {
    const copy = emptyCopy()
    apply(copy, map(3, message("1", "one")))
    expect(apply(copy, { topic: "room:a", prev: 4, seq: 5, drop: [["message", "1"]] })).toBe("hole")
    expect(texts(copy)).toEqual(["one"])
    expect(copy.seq).toBe(3)
  })

  it("reports a hole for a change before the first map", () => {
    expect(apply(emptyCopy(), { topic: "room:a", prev: 0, seq: 1, put: [message("1", "one")] })).toBe("hole")
  })

  it("accepts a change that reaches back behind its head", () => {
    const copy = emptyCopy()
    apply(copy, map(3, message("1", "one")))
    expect(apply(copy, { topic: "room:a", prev: 1, seq: 4, put: [message("2", "two")] })).toBe("applied")
    expect(texts(copy)).toEqual(["one", "two"])
  })

  it("starts anew with a new epoch, though its number is smaller", () => {
    const copy = emptyCopy()
    apply(copy, map(9, message("1", "one"), message("2", "two")))
    expect(apply(copy, { topic: "room:a", epoch: "e2", seq: 1, map: [message("2", "two")] })).toBe("applied")
    expect(texts(copy)).toEqual(["two"])
    expect([copy.epoch, copy.seq]).toEqual(["e2", 1])
  })

  it("keeps the very object of a view that did not change", () => {
    const copy = emptyCopy()
    const first = message("1", "one")
    apply(copy, map(3, first))
    apply(copy, map(4, message("1", "one")))
    expect(copy.kinds.get("message")?.get("1")).toBe(first)
  })
})
