import { defaultRangeExtractor, useVirtualizer, type Range } from "@tanstack/react-virtual";
import { useCallback, useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { cx } from "~/foundations/cx";
import { GridRow, type GridColumn } from "./GridRow";
import { useThrownAway } from "./useThrownAway";
import styles from "./Grid.module.css";

export type { GridColumn };

interface Props<R> {
  label: string;
  columns: readonly GridColumn<R>[];
  count: number;
  /** Absent while its page is on the way from the store. */
  rowAt: (index: number) => R | undefined;
  keyOf: (row: R) => string;
  nameOf: (row: R) => string;
  onOpen?: (row: R) => void;
  onSource?: (row: R) => void;
  /** First and last row on screen. */
  onVisible?: (first: number, last: number) => void;
  /** Row to begin at. */
  start?: number;
  /** All rows are of one height and one line. */
  fixed?: boolean;
}

const ROW = 28;
const HEAD = 28;
/** Rows beyond the edge, for who scrolls. Before somebody comes to the list there are none: nobody sees them. */
const BEYOND = 12;
/** So many rows tell how high the others will be, before it is known how many there is room for. */
const FIRST = { width: 0, height: 2 * ROW };

/** Rows of any number, of which only those on screen exist. Moves by arrows; Enter opens, `i` shows the source. */
export function Grid<R>(props: Props<R>) {
  const { label, columns, count, rowAt, keyOf, nameOf, onOpen, onSource, onVisible, start = 0, fixed = false } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState<Chosen>({ index: start, key: null });
  const [beyond, setBeyond] = useState(0);
  const typical = useRef<number>(undefined);
  const keyAt = (index: number) => {
    const row = rowAt(index);
    return row === undefined ? null : keyOf(row);
  };
  const active = whereIs(chosen, count, keyAt);
  // The active row stays in the page even when scrolled away: the focus points at it.
  const rangeExtractor = useCallback(
    (range: Range) => [...new Set([...defaultRangeExtractor(range), active])].filter((i) => i < count).sort((a, b) => a - b),
    [active, count],
  );
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    initialRect: FIRST,
    estimateSize: () => typical.current ?? ROW,
    overscan: beyond,
    scrollMargin: HEAD,
    scrollPaddingStart: HEAD,
    rangeExtractor,
  });
  const first = rows.range?.startIndex ?? 0;
  const last = rows.range?.endIndex ?? 0;
  useEffect(() => onVisible?.(first, last), [onVisible, first, last]);
  useThrownAway(first);
  const measure = useCallback((row: HTMLTableRowElement | null) => {
    // A row that is not laid out yet tells nothing.
    if (row !== null && row.offsetHeight > 0) typical.current ??= row.offsetHeight;
    rows.measureElement(row);
  }, [rows]);
  const comes = () => setBeyond(BEYOND);
  // The same function from time to time: a row that was drawn is not drawn anew because others scroll.
  const latest = useRef(keyAt);
  useEffect(() => {
    latest.current = keyAt;
  });
  const choose = useCallback((index: number) => setChosen({ index, key: latest.current(index) }), []);
  const begin = () => {
    comes();
    choose(active);
  };
  useEffect(() => {
    if (start > 0) rows.scrollToIndex(start, { align: "center" });
    // Only where it begins; later the person scrolls.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  const move = (to: number) => {
    const next = Math.max(0, Math.min(count - 1, to));
    choose(next);
    rows.scrollToIndex(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, last - first - 1);
    const steps: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: count - 1,
    };
    const step = steps[event.key];
    const row = rowAt(active);
    if (step !== undefined) move(step);
    else if (event.key === "Enter" && row !== undefined) (onOpen ?? onSource)?.(row);
    else if (event.key === "i" && row !== undefined && onSource) onSource(row);
    else return;
    event.preventDefault();
  };

  const items = rows.getVirtualItems();
  const before = (items[0]?.start ?? HEAD) - HEAD;
  const after = Math.max(0, rows.getTotalSize() - ((items.at(-1)?.end ?? HEAD) - HEAD));
  const gaps = gapsBetween(items);
  const width = columns.length + (onSource ? 1 : 0);
  const spacer = (height: number, key: string) =>
    height > 0 && (
      <tr key={key} aria-hidden="true">
        <td colSpan={width} aria-hidden="true" className={styles.spacer} style={{ height }} />
      </tr>
    );

  return (
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- nothing happens here but rows being made ready
    <div ref={scroller} className={styles.scroller} onPointerEnter={comes} onFocus={begin} onScroll={comes}>
      <table
        className={cx(styles.grid, fixed && styles.fixed)}
        role="grid"
        aria-label={label}
        aria-rowcount={count + 1}
        tabIndex={0}
        aria-activedescendant={items.some((item) => item.index === active) ? `${id}-${active}` : undefined}
        onKeyDown={onKeyDown}
      >
        <colgroup>
          {columns.map((column) => (
            <col key={column.id} style={{ width: column.width }} />
          ))}
          {onSource && <col style={{ width: "36px" }} />}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <th key={column.id} scope="col" className={cx(column.end && styles.end)}>
                {column.head}
              </th>
            ))}
            {onSource && (
              <th scope="col">
                <span className="hidden-text">Source</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {spacer(before, "before")}
          {items.map((item, n) => {
            const row = rowAt(item.index);
            return [
              spacer(gaps[n] ?? 0, `gap-${item.index}`),
              <GridRow
                key={row === undefined ? `wait-${item.index}` : keyOf(row)}
                id={`${id}-${item.index}`}
                index={item.index}
                row={row}
                columns={columns}
                chosen={item.index === active}
                measure={fixed ? undefined : measure}
                choose={choose}
                nameOf={nameOf}
                onOpen={onOpen}
                onSource={onSource}
              />,
            ];
          })}
          {spacer(after, "after")}
        </tbody>
      </table>
    </div>
  );
}

interface Chosen {
  index: number;
  /** Nothing while its row is on the way, or before somebody comes to the list. */
  key: string | null;
}

/** So far a row is looked for when others came or went before it. */
const NEAR = 200;

/** The row that was chosen is the one that is opened, wherever it is by now. */
function whereIs(chosen: Chosen, count: number, keyAt: (index: number) => string | null): number {
  const here = Math.max(0, Math.min(chosen.index, count - 1));
  if (chosen.key === null || keyAt(here) === chosen.key) return here;
  for (let far = 1; far <= NEAR; far += 1)
    for (const index of [here + far, here - far]) if (index >= 0 && index < count && keyAt(index) === chosen.key) return index;
  return here;
}

/** Height between a row and the one before it in the page, where rows are left out between them. */
function gapsBetween(items: readonly { start: number; end: number }[]): number[] {
  return items.map((item, n) => {
    const previous = items[n - 1];
    return previous === undefined ? 0 : Math.max(0, item.start - previous.end);
  });
}
