import { useState } from "react";
import type { EarlierNote } from "~/generated/EarlierNote";
import type { NotePart } from "~/generated/NotePart";
import { Button } from "~/components/Button";
import { Empty } from "~/components/Empty";
import { bytes, joined } from "~/foundations/words";
import { BlockView } from "./BlockView";
import { blockId, partId } from "./Contents";
import { CopiedView } from "./CopiedView";
import { stretches } from "./stretches";
import styles from "./notes.module.css";

interface Props {
  part: NotePart;
  at: number;
  earlier: readonly EarlierNote[];
  unfolded: boolean;
  others: readonly NotePart[];
}

/** One part of a note; one that repeats another in a different form is folded to a line. */
export function NotePartView({ part, at, earlier, unfolded, others }: Props) {
  const [open, setOpen] = useState(false);
  const twin = part.sameAs === null ? undefined : others[part.sameAs];
  const body =
    part.blocks.length > 0
      ? stretches(part.blocks).map((stretch) => {
          const blocks = stretch.blocks.map((block, n) => <BlockView key={n} block={block} place={blockId(at, stretch.from + n)} />);
          const from = stretch.copied === null ? undefined : earlier[stretch.copied];
          if (from === undefined) return blocks;
          return (
            <CopiedView key={stretch.from} from={from} blocks={stretch.blocks} unfolded={unfolded}>
              {blocks}
            </CopiedView>
          );
        })
      : part.text !== null && (
          <p className={styles.line} dir="auto">
            {part.text}
          </p>
        );
  return (
    <section className={styles.part}>
      {part.title !== null && (
        <h4 data-place={partId(at)} tabIndex={-1}>
          {part.title}
        </h4>
      )}
      {twin !== undefined && (
        <p className={styles.twin}>
          The EHR sent the same words also as {part.contentType ?? "a kind it did not say"}.{" "}
          <Button look="quiet" aria-expanded={open} onPress={() => setOpen(!open)}>
            {open ? "Hide" : "Show"}
          </Button>
        </p>
      )}
      {(twin === undefined || open) && body}
      {part.unavailable !== null && (
        <Empty title={part.unavailable} unknown>
          {joined(part.contentType !== null && `Sent as ${part.contentType}`, part.size !== null && bytes(part.size))}
        </Empty>
      )}
    </section>
  );
}
