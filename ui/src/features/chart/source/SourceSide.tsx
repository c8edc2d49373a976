import { createContext, useCallback, useContext, useMemo, useRef, useState } from "react";

export interface Shown {
  record: string;
  name: string;
}

interface Side {
  shown: Shown | null;
  show: (record: string, name: string) => void;
  close: () => void;
}

const SideContext = createContext<Side>({ shown: null, show: () => undefined, close: () => undefined });

export const SourceSide = SideContext.Provider;

/** Opens the source of a record from any row of the chart. */
export const useSource = () => useContext(SideContext).show;

export function useSourceSide(): Side {
  const [shown, setShown] = useState<Shown | null>(null);
  const from = useRef<Element | null>(null);
  const show = useCallback((record: string, name: string) => {
    from.current ??= document.activeElement;
    setShown({ record, name });
  }, []);
  const close = useCallback(() => {
    setShown(null);
    // The focus goes back to where the reader was.
    if (from.current instanceof HTMLElement) from.current.focus();
    from.current = null;
  }, []);
  return useMemo(() => ({ shown, show, close }), [shown, show, close]);
}
