import { expect, it } from "vitest"
import { AT_ONCE, portions, readPeople } from "./people-list"

it("reads the plain order: e-mail, name, affiliation, roles", () => {
  expect(readPeople("ada@example.org,Ada Lovelace,London,speaker jury\n")).toEqual([
    { line: 1, email: "ada@example.org", name: "Ada Lovelace", affiliation: "London", roles: ["speaker", "jury"], problems: [] },
  ])
})

it("finds columns by their headings, in any order, in German too", () => {
  const [person] = readPeople("\uFEFFNachname;Vorname;E-Mail;Einrichtung\r\nMüller;Änne;AENNE@Example.org;KIT\r\n")
  expect(person).toEqual({ line: 2, email: "aenne@example.org", name: "Änne Müller", affiliation: "KIT", roles: ["attendee"], problems: [] })
})

it("reads what is pasted from a spreadsheet, with tabs", () => {
  expect(readPeople("Name\tEmail\nJo, Jr.\tjo@example.org")[0]).toMatchObject({ name: "Jo, Jr.", email: "jo@example.org" })
})

it("understands quotes, with separators, quotes and line breaks inside, and counts lines as the file does", () => {
  const people = readPeople('email,name,affiliation\na@example.org,"Doe, ""J""","Institute\nof Things"\n\nb@example.org,B,')
  expect(people).toMatchObject([
    { line: 2, name: 'Doe, "J"', affiliation: "Institute of Things" },
    { line: 5, name: "B", affiliation: "" },
  ])
})

it("says what is wrong with a line", () => {
  const problems = readPeople("nobody,A\nb@example.org,\nc@example.org,C,,king\nb@example.org,B").map(({ problems }) => problems)
  expect(problems).toEqual([["email"], ["name"], ["roles"], ["twice"]])
})

it("accepts the moderator of one room", () => {
  expect(readPeople("a@example.org,A,,moderator:main-stage")[0]).toMatchObject({ roles: ["moderator:main-stage"], problems: [] })
})

it("sends only good lines, in parts that the server takes", () => {
  const text = Array.from({ length: AT_ONCE + 1 }, (_, i) => `p${i}@example.org,P`).join("\n") + "\nbad,Bad"
  expect(portions(readPeople(text)).map((part) => part.length)).toEqual([AT_ONCE, 1])
  expect(portions(readPeople(""))).toEqual([])
})
