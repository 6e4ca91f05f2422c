import { describe, expect, it } from "vitest"
import { candidates, complete, decode, encode, typedMention } from "./mentions"

const ann = { id: "00000000-0000-7000-8000-00000000000a", name: "Ann" }
const annLee = { id: "00000000-0000-7000-8000-00000000000b", name: "Ann Lee" }
const zoe = { id: "00000000-0000-7000-8000-00000000000c", name: "Zoë O’Hara (CERN)" }

describe("encode and decode", () => {
  it("brings a text there and back", () => {
    const text = "@Ann Lee, meet @Ann and @Zoë O’Hara (CERN)!"
    const encoded = encode(text, [ann, annLee, zoe])
    expect(encoded).toBe(`@[Ann Lee](${annLee.id}), meet @[Ann](${ann.id}) and @[Zoë O’Hara (CERN)](${zoe.id})!`)
    expect(decode(encoded)).toEqual({ text, people: [annLee, ann, zoe] })
  })

  it("leaves alone what only begins like a name, or is part of an address", () => {
    expect(encode("@Anna and bob@Ann", [ann])).toBe("@Anna and bob@Ann")
    expect(encode("@Ann", [])).toBe("@Ann")
  })

  it("takes brackets out of names, which would break the mention", () => {
    const odd = { ...ann, name: "Ann [she]" }
    expect(decode(encode("@Ann she", [odd])).people).toEqual([{ id: ann.id, name: "Ann she" }])
  })

  it("does not take a link for a mention", () => {
    expect(decode("@[Ann](https://example.org)")).toEqual({ text: "@[Ann](https://example.org)", people: [] })
  })
})

describe("typing a mention", () => {
  it("is seen at the caret only", () => {
    expect(typedMention("hello @an", 9)).toEqual({ start: 6, query: "an" })
    expect(typedMention("hello @an there", 9)).toEqual({ start: 6, query: "an" })
    expect(typedMention("@Ann Le", 7)).toEqual({ start: 0, query: "Ann Le" })
    expect(typedMention("@", 1)).toEqual({ start: 0, query: "" })
  })

  it("is not seen in addresses, or after the name is done", () => {
    expect(typedMention("bob@an", 6)).toBeNull()
    expect(typedMention("@Ann ", 5)).toBeNull()
    expect(typedMention("nothing", 7)).toBeNull()
  })

  it("ends with the name and one space", () => {
    expect(complete("hello @an there", 6, 9, "Ann Lee")).toEqual({ text: "hello @Ann Lee there", caret: 15 })
    expect(complete("@an", 0, 3, "Ann Lee")).toEqual({ text: "@Ann Lee ", caret: 9 })
  })
})

describe("candidates", () => {
  it("finds by the beginning of any word, without accents, each once", () => {
    expect(candidates("zoe", [ann, zoe, zoe])).toEqual([zoe])
    expect(candidates("le", [ann, annLee])).toEqual([annLee])
    expect(candidates("ann", [annLee, ann])).toEqual([annLee, ann])
    expect(candidates("x", [ann])).toEqual([])
  })

  it("offers no more than asked for", () => {
    const many = Array.from({ length: 9 }, (_, i) => ({ id: String(i), name: `Ann ${i}` }))
    expect(candidates("", many, 6)).toHaveLength(6)
  })
})
