import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import type { AuditEntry } from "~/generated/AuditEntry";
import type { AuditFilter } from "~/generated/AuditFilter";
import { question, useAsk, useFar } from "~/platform/ask";

const PAGE = 200;

/** The log, of which only the pages on screen are asked for. All of them are of the moment of the first: the log grows meanwhile. */
export function useAuditPages(which: AuditFilter, first: number, last: number) {
  const far = useFar();
  const head = useAsk("list_audit", { which, top: null, offset: 0, limit: PAGE }, { keep: true });
  const total = head.data?.total ?? 0;
  const top = head.data?.top ?? null;
  const from = Math.floor(first / PAGE);
  const to = Math.floor(Math.max(0, Math.min(last, total - 1)) / PAGE);
  const numbers = useMemo(() => Array.from({ length: Math.max(1, to - from + 1) }, (_, i) => from + i).filter((page) => page > 0), [from, to]);
  const pages = useQueries({ queries: numbers.map((page) => question(far, "list_audit", { which, top, offset: page * PAGE, limit: PAGE })) });
  const rowAt = (index: number): AuditEntry | undefined => {
    const page = Math.floor(index / PAGE);
    const rows = page === 0 ? head.data?.rows : pages[numbers.indexOf(page)]?.data?.rows;
    return rows?.[index % PAGE];
  };
  return { head, total, rowAt };
}
