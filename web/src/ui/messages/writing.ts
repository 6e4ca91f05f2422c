/** Whether people write with the keyboard on the screen here: then Enter makes a new line. */
export function byTouch(): boolean {
  return matchMedia("(hover: none) and (pointer: coarse)").matches
}

/** Makes a field as high as its text, up to what the style allows. */
export function grow(area: HTMLTextAreaElement): void {
  area.style.height = "auto"
  area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`
}
