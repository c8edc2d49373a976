/**
 * The page of a document that a hit of the search leads to, and the words to mark on it. Kept in memory only: what
 * somebody typed never goes into an address.
 */
import { useSyncExternalStore } from "react";
import { parse } from "~/foundations/route";

export interface Wanted {
  record: string;
  page: number;
  words: string;
}

let wanted: Wanted | null = null;
const listeners = new Set<() => void>();

export function want(next: Wanted | null): void {
  wanted = next;
  listeners.forEach((listener) => listener());
}

/** Whoever goes on to something else no longer wants it. */
window.addEventListener("hashchange", () => {
  const route = parse(window.location.hash);
  if (wanted !== null && !(route.page === "chart" && route.record === wanted.record)) want(null);
});

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What is wanted of this record's document. */
export function useWanted(record: string): Wanted | null {
  const now = useSyncExternalStore(subscribe, () => wanted);
  return now?.record === record ? now : null;
}

/** The words by themselves: letters and digits, as the search reads them. */
export const wordsOf = (text: string) => text.split(/[^\p{L}\p{N}.]+/u).filter((word) => word.length > 1);
