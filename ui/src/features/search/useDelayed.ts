import { useEffect, useState } from "react";

/** A value that has stood still for a moment: nobody is asked at every key. */
export function useDelayed<T>(value: T, milliseconds = 120): T {
  const [kept, setKept] = useState(value);
  useEffect(() => {
    const timer = window.setTimeout(() => setKept(value), milliseconds);
    return () => window.clearTimeout(timer);
  }, [value, milliseconds]);
  return kept;
}
