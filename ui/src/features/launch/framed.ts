/**
 * The patient whose banner the EHR's own frame shows: an EHR that opened the chart may say that it has
 * one. Holds until that chart is left, or somebody asks for ours.
 */
import { useSyncExternalStore } from "react";

const heard = new Set<() => void>();

let framed: string | null = null;

export function setFramed(patient: string | null): void {
  framed = patient;
  for (const listener of heard) listener();
}

export function useFramed(): string | null {
  return useSyncExternalStore(
    (listener) => {
      heard.add(listener);
      return () => heard.delete(listener);
    },
    () => framed,
  );
}
