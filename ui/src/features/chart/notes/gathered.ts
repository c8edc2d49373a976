import type { ComparedLine } from "~/generated/ComparedLine";

export interface Group {
  kind: "shown" | "left out";
  lines: ComparedLine[];
}

/** Lines that stayed, shown beside a change. */
const AROUND = 2;

/** Lines in order; those in both and far from any change are put together to be folded. */
export function gathered(lines: readonly ComparedLine[]): Group[] {
  const near = lines.map((_, at) => lines.slice(Math.max(0, at - AROUND), at + AROUND + 1).some((line) => line.change !== "same"));
  const all: Group[] = [];
  lines.forEach((line, at) => {
    const kind = near[at] ? "shown" : "left out";
    const last = all.at(-1);
    if (last?.kind === kind) last.lines.push(line);
    else all.push({ kind, lines: [line] });
  });
  return all;
}
