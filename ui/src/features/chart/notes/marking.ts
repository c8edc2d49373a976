import { createContext } from "react";
import type { NotePart } from "~/generated/NotePart";
import type { NoteRun } from "~/generated/NoteRun";

/** What somebody looks for in the note that is open. */
export const AskedFor = createContext("");

export interface Piece {
  text: string;
  looks: NoteRun["looks"];
  /** Where it was found: 1 where a find begins, 2 where it goes on over a change of looks. */
  found: 0 | 1 | 2;
}

/** Letter by letter without case and marks, so that places stay places. */
const folded = (letter: string) => letter.normalize("NFD").charAt(0).toLowerCase();
const fold = (text: string) => Array.from({ length: text.length }, (_, at) => (/\s/.test(text.charAt(at)) ? " " : folded(text.charAt(at)))).join("");

/** Where words begin in runs that stand together. */
function finds(runs: readonly NoteRun[], asked: string): number[] {
  const wanted = fold(asked.trim());
  const whole = fold(runs.map((run) => run.text).join(""));
  const all: number[] = [];
  if (wanted !== "") for (let at = whole.indexOf(wanted); at >= 0; at = whole.indexOf(wanted, at + wanted.length)) all.push(at);
  return all;
}

/** In how many places of a note words stand; what repeats another part is read, and counted, once. */
export function places(parts: readonly NotePart[], asked: string): number {
  const stretches = parts
    .filter((part) => part.sameAs === null)
    .flatMap((part) => part.blocks.flatMap((block) => [block.runs, ...block.rows.flat().map((cell) => cell.runs)]));
  return stretches.reduce((sum, runs) => sum + finds(runs, asked).length, 0);
}

/** Runs cut where the words asked for begin and end, over changes of looks. */
export function pieces(runs: readonly NoteRun[], asked: string): Piece[] {
  const wanted = fold(asked.trim());
  const found = finds(runs, asked);
  if (found.length === 0) return runs.map((run) => ({ ...run, found: 0 }));
  const all: Piece[] = [];
  let start = 0;
  for (const run of runs) {
    const end = start + run.text.length;
    let from = start;
    for (const find of found) {
      const begins = Math.max(find, start);
      const ends = Math.min(find + wanted.length, end);
      if (begins >= ends) continue;
      if (begins > from) all.push({ text: run.text.slice(from - start, begins - start), looks: run.looks, found: 0 });
      all.push({ text: run.text.slice(begins - start, ends - start), looks: run.looks, found: begins === find ? 1 : 2 });
      from = ends;
    }
    if (from < end) all.push({ text: run.text.slice(from - start), looks: run.looks, found: 0 });
    start = end;
  }
  return all;
}
