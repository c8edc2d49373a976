import { createContext, useCallback, useContext, useMemo, useRef, useState } from "react";

export interface Shown {
  record: string;
  name: string;
  /** Records of the same moment, with this one; they are gone through in this order. */
  among: readonly string[];
}

interface Side {
  shown: Shown | null;
  /** Where the reader came from: records opened from one another. */
  before: Shown | null;
  show: (record: string, name: string, among?: readonly string[]) => void;
  turn: (record: string) => void;
  follow: (record: string, name: string) => void;
  back: () => void;
  close: () => void;
}

const nothing = () => undefined;
const SideContext = createContext<Side>({ shown: null, before: null, show: nothing, turn: nothing, follow: nothing, back: nothing, close: nothing });

export const SourceSide = SideContext.Provider;

/** Opens the source of a record from any row of the chart. */
export const useSource = () => useContext(SideContext).show;

export function useSourceSide(): Side {
  const [trail, setTrail] = useState<readonly Shown[]>([]);
  const from = useRef<Element | null>(null);
  const show = useCallback((record: string, name: string, among: readonly string[] = [record]) => {
    from.current ??= document.activeElement;
    setTrail([{ record, name, among }]);
  }, []);
  const turn = useCallback((record: string) => setTrail((all) => all.map((one, n) => (n === all.length - 1 ? { ...one, record } : one))), []);
  const follow = useCallback((record: string, name: string) => setTrail((all) => [...all, { record, name, among: [record] }]), []);
  const back = useCallback(() => setTrail((all) => all.slice(0, -1)), []);
  const close = useCallback(() => {
    setTrail([]);
    // The focus goes back to where the reader was.
    if (from.current instanceof HTMLElement) from.current.focus();
    from.current = null;
  }, []);
  const shown = trail.at(-1) ?? null;
  const before = trail.at(-2) ?? null;
  return useMemo(() => ({ shown, before, show, turn, follow, back, close }), [shown, before, show, turn, follow, back, close]);
}
