import { useEffect, useRef, type ReactNode } from "react";
import styles from "./sections.module.css";

interface Props {
  /** Without a title it is the section's own. */
  title?: string;
  /** Beside the title. */
  aside?: ReactNode;
  rows: number;
  /** Opened by the reader: comes into sight. */
  opened?: boolean;
  children: ReactNode;
}

const LEAST = 4;

/** One list of several on a page: a short one is whole, a long one gives way, but for its first rows, and scrolls in itself. */
export function OneList({ title, aside, rows, opened = false, children }: Props) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (opened) place.current?.scrollIntoView({ block: "nearest" });
  }, [opened]);
  return (
    <div ref={place} className={styles.oneList} style={{ minHeight: (title === undefined ? 28 : 64) + 28 * Math.min(LEAST, rows) }}>
      {title !== undefined && (
        <div className={styles.listHead}>
          <h3>{title}</h3>
          {aside}
        </div>
      )}
      {children}
    </div>
  );
}
