/** So near (px) to the end counts as being there. */
const NEAR = 48

export function atEnd(box: HTMLElement): boolean {
  return box.scrollHeight - box.scrollTop - box.clientHeight <= NEAR
}

/** Keeps the end of a box in view while the reader is there, whatever grows inside or around it. */
export class EndKeeper {
  readonly #box: HTMLElement
  readonly #sizes: ResizeObserver
  #there = true

  constructor(box: HTMLElement) {
    this.#box = box
    this.#sizes = new ResizeObserver(() => this.#keep())
    this.#sizes.observe(box)
    const content = box.querySelector("ol")
    if (content) this.#sizes.observe(content)
    box.addEventListener("scroll", this.#look, { passive: true })
    this.#keep()
  }

  stop(): void {
    this.#sizes.disconnect()
    this.#box.removeEventListener("scroll", this.#look)
  }

  #look = (): void => {
    this.#there = atEnd(this.#box)
  }
  #keep(): void {
    if (this.#there) this.#box.scrollTop = this.#box.scrollHeight
  }
}
