import type { RefObject } from "react";
import type { NotePart } from "~/generated/NotePart";
import styles from "./notes.module.css";

export interface Entry {
  id: string;
  name: string;
  depth: number;
}

export const partId = (part: number) => `part-${part}`;
export const blockId = (part: number, block: number) => `block-${part}-${block}`;

/** What begins where: titles of parts, headings, and lines that read as such. */
export function contentsOf(parts: readonly NotePart[]): Entry[] {
  return parts.flatMap((part, n) => {
    if (part.sameAs !== null) return [];
    const own: Entry[] = part.title === null ? [] : [{ id: partId(n), name: part.title, depth: part.depth }];
    const levels = part.blocks.filter((block) => block.outline !== null && block.kind === "heading").map((block) => block.level);
    const top = Math.min(...levels, 6);
    const below = part.blocks.flatMap((block, at): Entry[] => {
      if (block.outline === null) return [];
      const level = block.kind === "heading" ? block.level : top + 1;
      return [{ id: blockId(n, at), name: block.outline, depth: part.depth + own.length + Math.max(0, level - top) }];
    });
    return [...own, ...below];
  });
}

/** Leads to a place in the note; the reader goes on from there by keyboard. */
export function Contents({ entries, page }: { entries: readonly Entry[]; page: RefObject<HTMLDivElement | null> }) {
  const lead = (id: string) => {
    const place = page.current?.querySelector<HTMLElement>(`[data-place="${id}"]`);
    place?.scrollIntoView({ block: "start" });
    place?.focus({ preventScroll: true });
  };
  return (
    <nav className={styles.contents} aria-label="Contents of this note">
      <ol>
        {entries.map((entry) => (
          <li key={entry.id} style={{ paddingInlineStart: `${Math.min(entry.depth, 4) * 10}px` }}>
            <button type="button" onClick={() => lead(entry.id)}>
              {entry.name}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
