import { CHAT_LONGEST, type Message } from "../../live/wire"
import type { Conversation } from "./conversation.svelte"
import { complete, decode, encode, shownName, type Named } from "./mentions"

/**
 * What stands in the field: a new message, or one that is being changed. A new one is
 * kept as the outbox's draft, with its mentions, so that it survives a reload.
 */
export class Composition {
  editing: Message | null = $state.raw(null)
  readonly conversation: Conversation
  #text = $state("")
  #people: readonly Named[] = []

  constructor(conversation: Conversation) {
    this.conversation = conversation
    this.#read(conversation.outbox.draft)
  }

  get text(): string {
    return this.#text
  }
  set text(text: string) {
    this.#text = text
    if (!this.editing) this.conversation.outbox.draft = this.encoded
  }

  /** The text as it goes over the wire. */
  get encoded(): string {
    return encode(this.#text, this.#people)
  }
  /** How many characters may still come; below 0 it is too long. */
  get left(): number {
    return CHAT_LONGEST - [...this.encoded.trim()].length
  }
  get ready(): boolean {
    return this.#text.trim() !== "" && this.left >= 0
  }

  /** Puts a mention in the place of what was typed from `start` to `caret`; answers where the caret goes. */
  mention(person: Named, start: number, caret: number): number {
    this.#people = [...this.#people.filter(({ name }) => shownName(name) !== shownName(person.name)), person]
    const made = complete(this.#text, start, caret, person.name)
    this.text = made.text
    return made.caret
  }

  /** Adds a mention at the end. */
  addMention(person: Named): void {
    const gap = this.#text === "" || /\s$/.test(this.#text) ? "" : " "
    const end = this.#text.length + gap.length
    this.#text += gap
    this.mention(person, end, end)
  }

  /** Begins to change a message; the draft waits meanwhile. */
  edit(message: Message): void {
    this.editing = message
    this.#read(message.text)
  }

  /** Ends the change; the draft is back. */
  stopEditing(): void {
    this.editing = null
    this.#read(this.conversation.outbox.draft)
  }

  /** Gives the text of a message back that could not be sent, before what stands there. */
  restore(text: string): void {
    if (this.editing) this.stopEditing()
    const draft = this.conversation.outbox.draft
    this.conversation.outbox.draft = draft ? text + "\n" + draft : text
    this.#read(this.conversation.outbox.draft)
  }

  /** Sends the new message, or the change of the old one. Rejects with a LiveError, and then nothing is lost. */
  async send(): Promise<void> {
    const text = this.encoded.trim()
    if (this.editing) {
      if (text !== this.editing.text) await this.conversation.edit(this.editing.id, text)
      this.stopEditing()
      return
    }
    this.conversation.outbox.send(text)
    this.conversation.reading.wrote()
    this.#read("")
  }

  #read(encoded: string): void {
    const { text, people } = decode(encoded)
    this.#text = text
    this.#people = people
  }
}
