import { beforeEach, describe, expect, it } from "vitest"
import { en } from "../../i18n/en"
import { speak } from "../../i18n/index.svelte"
import { LiveError } from "../../live/errors"
import type { Setup } from "../../live/wire"
import { MySetUp, type SetUp } from "./setup.svelte"

/** A server that answers when it is told to. */
class Server {
  kept: Setup | undefined
  readonly asked: SetUp[] = []
  readonly #answers: { take: () => void; refuse: (error: LiveError) => void }[] = []

  readonly send = (wanted: SetUp): Promise<void> => {
    this.asked.push(wanted)
    return new Promise((resolve, reject) => {
      const take = () => {
        this.kept = { kind: "setup", id: "me", ...wanted }
        resolve()
      }
      this.#answers.push({ take, refuse: reject })
    })
  }
  takes(): void {
    this.#answers.shift()?.take()
  }
  refuses(): void {
    this.#answers.shift()?.refuse(new LiveError({ code: "too_fast", message: "" }))
  }
}

describe("my set-up", () => {
  let server: Server
  let mine: MySetUp

  beforeEach(async () => {
    globalThis.document ??= { documentElement: { lang: "" } } as Document
    await speak("en")
    server = new Server()
    mine = new MySetUp(() => server.kept, server.send)
  })

  it("shows a change at once and says when it is saved", async () => {
    expect(mine.now).toEqual({ intents: [], text_only: false, three: false })
    const saving = mine.change("three", true)
    expect(mine.now.three).toBe(true)
    expect(mine.last?.is).toBe("saving")
    server.takes()
    await saving
    expect([mine.now.three, mine.last?.is]).toEqual([true, "saved"])
  })

  it("takes back what was refused, and says why", async () => {
    const saving = mine.change("intents", ["job"])
    server.refuses()
    await saving
    expect(mine.now.intents).toEqual([])
    expect(mine.last).toEqual({ part: "intents", is: "refused", why: en.errors.too_fast })
  })

  it("sends everything with each change, so that two quick ones lose nothing", async () => {
    const [first, second] = [mine.change("intents", ["people"]), mine.change("text_only", true)]
    expect(server.asked.at(-1)).toEqual({ intents: ["people"], text_only: true, three: false })
    server.takes()
    await first
    expect(mine.now.text_only).toBe(true)
    server.refuses()
    await second
    expect(mine.now).toEqual({ intents: ["people"], text_only: false, three: false })
    expect(mine.last).toMatchObject({ part: "text_only", is: "refused" })
  })
})
