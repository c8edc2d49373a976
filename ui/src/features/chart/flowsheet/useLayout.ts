import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, type RefObject } from "react";
import { useThrownAway } from "~/components/useThrownAway";
import type { SheetRow } from "./sheet";

export const TREND = 104;
export const RANGE = 104;
const TEST_LEAST = 220;
const COLUMN_LEAST = 100;
/** Where results come in units of their own, these must be read in full. */
const COLUMN_LEAST_UNITS = 126;
const COLUMN_MOST = 140;
const HEAD = 40;
/** A scrollbar that lies over the sheet covers no row. */
const SCROLLBAR = 16;

/** Which rows and columns exist on screen, and how wide they are. */
export function useLayout(scroller: RefObject<HTMLDivElement | null>, rows: readonly SheetRow[], columnCount: number) {
  const across = useVirtualizer({
    count: columnCount,
    horizontal: true,
    getScrollElement: () => scroller.current,
    estimateSize: () => width,
    overscan: 4,
    paddingStart: TEST_LEAST + TREND,
    scrollPaddingStart: TEST_LEAST + TREND,
    scrollPaddingEnd: RANGE,
  });
  const room = (across.scrollRect?.width ?? 1000) - TEST_LEAST - TREND - RANGE;
  const least = useMemo(() => (hasUnits(rows) ? COLUMN_LEAST_UNITS : COLUMN_LEAST), [rows]);
  const width = Math.max(least, Math.min(COLUMN_MOST, Math.floor(room / Math.max(1, columnCount))));
  useEffect(() => across.measure(), [across, width]);
  const down = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.kind === "group" ? 24 : 28),
    overscan: 10,
    scrollMargin: HEAD,
    scrollPaddingStart: HEAD,
    paddingEnd: SCROLLBAR,
    scrollPaddingEnd: SCROLLBAR,
  });
  useThrownAway(down.range?.startIndex ?? 0);
  const columns = across.getVirtualItems();
  const items = down.getVirtualItems();
  const total = columnCount * width;
  const left = (columns[0]?.index ?? 0) * width;
  const right = Math.max(0, total - ((columns.at(-1)?.index ?? -1) + 1) * width);
  const span = columns.length + 3 + (left > 0 ? 1 : 0) + (right > 0 ? 1 : 0);
  const above = (items[0]?.start ?? HEAD) - HEAD;
  const below = Math.max(0, down.getTotalSize() - ((items.at(-1)?.end ?? HEAD) - HEAD));
  return { across, down, columns, items, width, left, right, above, below, least: TEST_LEAST + TREND + total + RANGE, span };
}

const hasUnits = (rows: readonly SheetRow[]) =>
  rows.some((row) => row.kind === "test" && row.test.cells.some((cell) => cell.unit !== null));
