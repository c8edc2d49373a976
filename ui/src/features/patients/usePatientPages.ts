import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import type { PatientRow } from "~/generated/PatientRow";
import { question, useAsk, useFar } from "~/platform/ask";

const PAGE = 100;

const pageOf = (text: string, page: number) => ({ text, offset: page * PAGE, limit: PAGE });

/** A window into a list of any length, everybody's or one of the lists: only the pages on screen are asked for. */
export function usePatientPages(list: string | null, text: string, first: number, last: number) {
  const far = useFar();
  const everybody = useAsk("list_patients", pageOf(text, 0), { keep: true, enabled: list === null });
  const some = useAsk("read_list", { list: list ?? "", ...pageOf(text, 0) }, { keep: true, enabled: list !== null });
  const head = list === null ? everybody : some;
  const total = head.data?.total ?? 0;
  const from = Math.floor(first / PAGE);
  const to = Math.floor(Math.max(0, Math.min(last, total - 1)) / PAGE);
  const numbers = useMemo(() => Array.from({ length: Math.max(1, to - from + 1) }, (_, i) => from + i), [from, to]);
  const pages = useQueries({
    queries: list === null ? numbers.map((page) => question(far, "list_patients", pageOf(text, page))) : [],
  });
  const parts = useQueries({
    queries: list === null ? [] : numbers.map((page) => question(far, "read_list", { list, ...pageOf(text, page) })),
  });
  const rowAt = (index: number): PatientRow | undefined => {
    const page = Math.floor(index / PAGE);
    const answers = list === null ? pages : parts;
    const rows = page === 0 ? head.data?.rows : answers[numbers.indexOf(page)]?.data?.rows;
    return rows?.[index % PAGE];
  };
  return { head, total, rowAt };
}
