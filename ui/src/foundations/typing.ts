/** Boxes and dots to be chosen take no letters: keys of the window go on working there. */
const NO_LETTERS = ["radio", "checkbox", "button", "submit", "reset", "file", "range", "color", "image"];

/** Whether what is pressed at this place is typed there, and no key of the window. */
export function typing(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !NO_LETTERS.includes(target.type);
  return target instanceof HTMLElement && (target.isContentEditable || target.tagName === "TEXTAREA" || target.tagName === "SELECT");
}
