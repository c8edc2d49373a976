import { useEffect, useRef, useState } from "react";

/**
 * What a part needs so that a keyboard can scroll it: nothing as long as all of it is in sight, a place in the
 * order of the focus as soon as it is not.
 */
export function useScrolls<E extends HTMLElement>(label: string) {
  const ref = useRef<E>(null);
  const [scrolls, setScrolls] = useState(false);
  useEffect(() => {
    const part = ref.current;
    if (part === null) return;
    const look = () => setScrolls(part.scrollHeight > part.clientHeight + 1 || part.scrollWidth > part.clientWidth + 1);
    const watch = new ResizeObserver(look);
    watch.observe(part);
    if (part.firstElementChild !== null) watch.observe(part.firstElementChild);
    return () => watch.disconnect();
  }, []);
  return { ref, ...(scrolls ? { role: "region", tabIndex: 0, "aria-label": `${label}, to scroll` } : {}) };
}
