import { describe, expect, it } from "vitest"
import type { Encounter } from "../../live/wire"
import { csv } from "./csv"
import { sifted } from "./encounters"

const met = (id: string, name: string, more: Partial<Encounter> = {}): Encounter => ({
  kind: "encounter",
  id,
  name,
  affiliation: "",
  met_at: `2021-04-14T13:3${id}:00.000Z`,
  networking: "n",
  round: 1,
  note: "",
  contact: false,
  asked: false,
  ...more,
})

describe("a table as CSV", () => {
  it("quotes what would break it, doubles quotes and ends lines as RFC 4180 says", () => {
    expect(csv([["Name", "Note"], ["de la Cruz, Émile", 'said "yes"\nand "no"'], ["", "plain"]])).toBe(
      'Name,Note\r\n"de la Cruz, Émile","said ""yes""\nand ""no"""\r\n,plain\r\n',
    )
  })

  it.each(["=1+1", "+49 30", "-2", "@SUM(A1)", "\t=1", "\r=1"])("keeps %j from being computed", (text) => {
    expect(csv([[text]]).replaceAll('"', "")).toBe(`'${text}\r\n`)
  })

  it("leaves such characters alone inside a cell", () => {
    expect(csv([["a=b", "anna@example.org", "2021-04-14"]])).toBe("a=b,anna@example.org,2021-04-14\r\n")
    expect(csv([['=HYPERLINK("x","y")']])).toBe('"\'=HYPERLINK(""x"",""y"")"\r\n')
  })
})

describe("finding somebody among my encounters", () => {
  const anna = met("1", "Anna Lindqvist", { affiliation: "Jülich", contact: true })
  const emile = met("2", "Émile de la Cruz", { note: "Send the stain paper" })
  const kofi = met("3", "Kofi Mensah", { affiliation: "Accra", note: "  " })
  const all = [anna, emile, kofi]
  const names = (shown: "all" | "contacts" | "noted", text = "") => sifted(all, shown, text).map(({ name }) => name)

  it("shows the latest first", () => {
    expect(names("all")).toEqual(["Kofi Mensah", "Émile de la Cruz", "Anna Lindqvist"])
  })

  it("shows contacts, or those with a note, when asked for", () => {
    expect(names("contacts")).toEqual(["Anna Lindqvist"])
    expect(names("noted")).toEqual(["Émile de la Cruz"])
  })

  it("looks for every word in name, place and note, without regard to accents and capitals", () => {
    expect(names("all", "emile")).toEqual(["Émile de la Cruz"])
    expect(names("all", " JULICH anna ")).toEqual(["Anna Lindqvist"])
    expect(names("all", "paper cruz")).toEqual(["Émile de la Cruz"])
    expect(names("contacts", "paper")).toEqual([])
  })
})
