/** Something that is asked before it is done. */
export interface Question {
  readonly title: string
  readonly lead: string
  /** What the button says. */
  readonly yes: string
  /** Rejects with a LiveError when it cannot be done; the question then stays, with the reason. */
  readonly act: () => Promise<unknown>
}
