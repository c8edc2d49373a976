import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, type RefObject } from "react";
import type { SheetRow } from "./sheet";

export const TREND = 104;
export const RANGE = 104;
const TEST_LEAST = 220;
const COLUMN_LEAST = 92;
const COLUMN_MOST = 136;
const HEAD = 40;

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
  const width = Math.max(COLUMN_LEAST, Math.min(COLUMN_MOST, Math.floor(room / Math.max(1, columnCount))));
  useEffect(() => across.measure(), [across, width]);
  const down = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.kind === "group" ? 24 : 28),
    overscan: 10,
    scrollMargin: HEAD,
    scrollPaddingStart: HEAD,
  });
  const columns = across.getVirtualItems();
  const items = down.getVirtualItems();
  const total = columnCount * width;
  const left = (columns[0]?.index ?? 0) * width;
  const right = Math.max(0, total - ((columns.at(-1)?.index ?? -1) + 1) * width);
  const above = (items[0]?.start ?? HEAD) - HEAD;
  const below = Math.max(0, down.getTotalSize() - ((items.at(-1)?.end ?? HEAD) - HEAD));
  return { across, down, columns, items, width, left, right, above, below, least: TEST_LEAST + TREND + total + RANGE };
}
