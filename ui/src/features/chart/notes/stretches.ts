import type { NoteBlock } from "~/generated/NoteBlock";

export interface Stretch {
  /** Place of its first block. */
  from: number;
  copied: number | null;
  blocks: NoteBlock[];
}

/** Blocks in order, those copied from one note together. */
export function stretches(blocks: readonly NoteBlock[]): Stretch[] {
  const all: Stretch[] = [];
  blocks.forEach((block, at) => {
    const last = all.at(-1);
    if (last?.copied === block.copied) last.blocks.push(block);
    else all.push({ from: at, copied: block.copied, blocks: [block] });
  });
  return all;
}

/** How a folded stretch begins, so that nobody has to open it to know what it is. */
export function beginning(blocks: readonly NoteBlock[], most = 90): string {
  const words = blocks
    .flatMap((block) => [block.mark ?? "", ...block.runs.map((run) => run.text), ...block.rows.flat().flatMap((cell) => cell.runs.map((run) => run.text))])
    .join(" ")
    .replace(/\s+/g, " ")
    .trim();
  return words.length <= most ? words : `${words.slice(0, most)}…`;
}
