/** Which lines of a header somebody looks for. Refuses to guess: every word has to be in the line, as it is written. */
import type { HeaderElement } from "~/generated/HeaderElement";

export interface FoundLine {
  element: HeaderElement;
  /** Its place in the header. */
  at: number;
}

/** Without brackets and commas a tag may be typed as its eight digits. */
const textOf = ({ tag, keyword, vr, value, instead, private: own }: HeaderElement) =>
  [tag, tag.replace(/[(),]/g, ""), keyword ?? "", vr, value ?? "", instead ?? "", own ? "private" : ""].join(" ").toLowerCase();

export function found(elements: readonly HeaderElement[], words: string): FoundLine[] {
  const wanted = words.toLowerCase().split(/\s+/).filter((word) => word !== "");
  return elements.map((element, at) => ({ element, at })).filter(({ element }) => wanted.length === 0 || wanted.every((word) => textOf(element).includes(word)));
}
