import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import type { ListMappings } from "~/generated/ListMappings";
import type { MappingRow } from "~/generated/MappingRow";
import { question, useAsk, useFar } from "~/platform/ask";

export type Which = Omit<ListMappings, "offset" | "limit">;

const PAGE = 200;

const pageOf = (which: Which, page: number): ListMappings => ({ ...which, offset: page * PAGE, limit: PAGE });

/** Mappings of any number: only the pages on screen are asked for. */
export function useMappingPages(which: Which, first: number, last: number) {
  const far = useFar();
  const head = useAsk("list_mappings", pageOf(which, 0), { keep: true });
  const total = head.data?.total ?? 0;
  const from = Math.floor(first / PAGE);
  const to = Math.floor(Math.max(0, Math.min(last, total - 1)) / PAGE);
  const numbers = useMemo(() => Array.from({ length: Math.max(1, to - from + 1) }, (_, i) => from + i), [from, to]);
  const pages = useQueries({ queries: numbers.filter((page) => page > 0).map((page) => question(far, "list_mappings", pageOf(which, page))) });
  const asked = numbers.filter((page) => page > 0);
  const rowAt = (index: number): MappingRow | undefined => {
    const page = Math.floor(index / PAGE);
    const rows = page === 0 ? head.data?.rows : pages[asked.indexOf(page)]?.data?.rows;
    return rows?.[index % PAGE];
  };
  return { head, total, rowAt };
}
