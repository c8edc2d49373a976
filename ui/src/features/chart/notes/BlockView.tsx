import { Fragment, useContext } from "react";
import type { NoteBlock } from "~/generated/NoteBlock";
import type { NoteRun } from "~/generated/NoteRun";
import { cx } from "~/foundations/cx";
import { AskedFor, pieces } from "./marking";
import styles from "./notes.module.css";

/** Words as they look; what was struck out says so to a screen reader too. */
function Words({ runs }: { runs: readonly NoteRun[] }) {
  const asked = useContext(AskedFor);
  return pieces(runs, asked).map((piece, n) => {
    const text = piece.found === 0 ? piece.text : <mark {...(piece.found === 1 ? { "data-first": "" } : {})}>{piece.text}</mark>;
    if (piece.looks.length === 0) return <Fragment key={n}>{text}</Fragment>;
    const className = cx(...piece.looks.map((look) => styles[look]));
    return piece.looks.includes("struck") ? (
      <s key={n} className={className}>
        <span className="hidden-text">struck out: </span>
        {text}
      </s>
    ) : (
      <span key={n} className={className}>
        {text}
      </span>
    );
  });
}

export function BlockView({ block, place }: { block: NoteBlock; place: string }) {
  const at = block.outline === null ? {} : { "data-place": place, tabIndex: -1 };
  const apart = block.apart && styles.apart;
  switch (block.kind) {
    case "heading":
      return (
        <h5 {...at} className={cx(styles.heading, block.level <= 2 && styles.large, apart)} dir="auto">
          <Words runs={block.runs} />
        </h5>
      );
    case "line":
      return (
        <p {...at} className={cx(styles.line, apart)} dir="auto">
          <Words runs={block.runs} />
        </p>
      );
    case "item":
      return (
        <p className={cx(styles.item, apart)} style={{ marginInlineStart: `${block.level * 20}px` }} dir="auto">
          <span className={styles.mark}>{block.mark}</span>
          <span className={styles.line}>
            <Words runs={block.runs} />
          </span>
        </p>
      );
    case "remark":
      return (
        <p className={styles.remark}>
          <Words runs={block.runs} />
        </p>
      );
    case "table":
      return <TableView block={block} />;
  }
}

function TableView({ block }: { block: NoteBlock }) {
  return (
    <div className={cx(styles.tableBox, block.apart && styles.apart)}>
      <table className={styles.table}>
        {block.runs.length > 0 && (
          <caption>
            <Words runs={block.runs} />
          </caption>
        )}
        <tbody>
          {block.rows.map((row, n) => (
            <tr key={n}>
              {row.map((cell, c) => {
                const Cell = cell.head ? "th" : "td";
                return (
                  <Cell key={c} colSpan={cell.across} rowSpan={cell.down} dir="auto">
                    <Words runs={cell.runs} />
                  </Cell>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
