import { describe, expect, it } from "vitest"
import { mention, parse, plain } from "./markdown"

describe("marks", () => {
  it("reads emphasis, code, breaks and what is inside", () => {
    expect(parse("a **b *c* d** `d*e*`\n~~f~~")).toMatchObject([
      { text: "a " },
      { type: "strong" },
      { text: " " },
      { type: "code", text: "d*e*" },
      { type: "break" },
      { type: "strike", marks: [{ text: "f" }] },
    ])
  })

  it("leaves alone what only looks like it", () => {
    for (const text of ["2 * 3 * 4", "snake_case_name", "**", "a*b", "# no title", "<b>x</b>", "![x](y)"]) {
      expect(parse(text)).toEqual([{ type: "text", text }])
    }
  })

  it("links to the web and nowhere else", () => {
    expect(parse("see https://a.org/x_y?z=1.")).toEqual([
      { type: "text", text: "see " },
      { type: "link", text: "https://a.org/x_y?z=1", href: "https://a.org/x_y?z=1" },
      { type: "text", text: "." },
    ])
    expect(parse("[paper](https://a.org)")).toEqual([{ type: "link", text: "paper", href: "https://a.org" }])
    for (const bad of ["[x](javascript:alert(1))", "[x](data:text/html,1)", "javascript:alert(1)"]) {
      expect(parse(bad).every((mark) => mark.type === "text")).toBe(true)
    }
  })

  it("knows who is mentioned, and writes it the same way", () => {
    const anna = { id: "0190f3a0-0000-7000-8000-000000000001", name: "Anna Lindqvist" }
    expect(parse(`hi ${mention(anna)}!`)).toEqual([{ type: "text", text: "hi " }, { type: "mention", ...anna }, { type: "text", text: "!" }])
  })

  it("gives the bare words for one line", () => {
    expect(plain("**Hi** @[Anna](0190f3a0), see\n[this](https://a.org) and `x`")).toBe("Hi @Anna, see this and x")
  })

  it("is quick with what is meant to be slow", () => {
    const begun = performance.now()
    for (const nasty of ["*".repeat(4000), "**a".repeat(1300), "[".repeat(4000), "_a ".repeat(1300)]) parse(nasty)
    expect(performance.now() - begun).toBeLessThan(1500)
  })
})
