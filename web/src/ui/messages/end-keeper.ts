/** So near (px) to the end counts as being there. */
const NEAR = 48

function atEnd(box: HTMLElement): boolean {
  return box.scrollHeight - box.scrollTop - box.clientHeight <= NEAR
}

/** Keeps the end of a box in view while the reader is there, whatever grows inside or around it. */
export class EndKeeper {
  readonly #box: HTMLElement
  readonly #sizes: ResizeObserver
  readonly #changed: (there: boolean) => void
  #there = true
  #top = 0

  /** `changed` hears when the reader leaves the end, and comes back to it. */
  constructor(box: HTMLElement, changed: (there: boolean) => void = () => {}) {
    this.#box = box
    this.#changed = changed
    this.#sizes = new ResizeObserver(() => this.#keep())
    this.#sizes.observe(box)
    for (const child of box.children) this.#sizes.observe(child)
    box.addEventListener("scroll", this.#look, { passive: true })
    this.#keep()
  }

  stop(): void {
    this.#sizes.disconnect()
    this.#box.removeEventListener("scroll", this.#look)
  }

  /** Brings the reader to the end. */
  toEnd(): void {
    this.#enter(true)
    this.#keep()
  }

  #look = (): void => {
    const { scrollTop } = this.#box
    // The box may have grown since we scrolled it: only who goes up leaves the end.
    this.#enter(atEnd(this.#box) || (this.#there && scrollTop >= this.#top))
    this.#top = scrollTop
  }
  #enter(there: boolean): void {
    if (there === this.#there) return
    this.#there = there
    this.#changed(there)
  }
  #keep(): void {
    if (!this.#there) return
    this.#box.scrollTop = this.#box.scrollHeight
    this.#top = this.#box.scrollTop
  }
}
