import { memo, type ReactNode } from "react";
import { cx } from "~/foundations/cx";
import { SourceIcon } from "./Icons";
import styles from "./Grid.module.css";

export interface GridColumn<R> {
  id: string;
  head: string;
  cell: (row: R) => ReactNode;
  /** CSS width; a column without one shares what is left. */
  width?: string;
  end?: boolean;
}

interface Props<R> {
  id: string;
  index: number;
  /** Absent while its page is on the way from the store. */
  row: R | undefined;
  columns: readonly GridColumn<R>[];
  chosen: boolean;
  measure: ((row: HTMLTableRowElement | null) => void) | undefined;
  choose: (index: number) => void;
  nameOf: (row: R) => string;
  onOpen: ((row: R) => void) | undefined;
  onSource: ((row: R) => void) | undefined;
}

function OneRow<R>({ id, index, row, columns, chosen, measure, choose, nameOf, onOpen, onSource }: Props<R>) {
  return (
    <tr
      id={id}
      ref={measure}
      data-index={index}
      aria-rowindex={index + 2}
      aria-selected={chosen}
      className={styles.row}
      onClick={() => {
        choose(index);
        if (row !== undefined) onOpen?.(row);
      }}
    >
      {columns.map((column, c) => {
        const content = row === undefined ? null : column.cell(row);
        return c === 0 ? (
          <th key={column.id} scope="row" className={cx(column.end && styles.end)}>
            {content}
          </th>
        ) : (
          <td key={column.id} className={cx(column.end && styles.end)}>
            {content}
          </td>
        );
      })}
      {onSource && (
        <td className={styles.tool}>
          {row !== undefined && (
            <button
              type="button"
              tabIndex={-1}
              aria-label={`Source of ${nameOf(row)}`}
              title="Source (i)"
              onClick={(event) => {
                event.stopPropagation();
                choose(index);
                onSource(row);
              }}
            >
              <SourceIcon />
            </button>
          )}
        </td>
      )}
    </tr>
  );
}

/** A row of a grid, drawn again only when it is another: a list is drawn at every step of a scroll. */
export const GridRow = memo(OneRow) as typeof OneRow;
