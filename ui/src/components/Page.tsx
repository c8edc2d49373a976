import type { ReactNode } from "react";
import { cx } from "~/foundations/cx";
import styles from "./Page.module.css";
import { useScrolls } from "./useScrolls";

interface Props {
  title: string;
  beside?: ReactNode;
  aside?: ReactNode;
  /** The body takes the rest of the height; its own parts scroll. */
  fill?: boolean;
  narrow?: boolean;
  children: ReactNode;
}

export function Page({ title, beside, aside, fill = false, narrow = false, children }: Props) {
  const scrolls = useScrolls<HTMLDivElement>(title);
  return (
    <main className={styles.page}>
      <header className={styles.head}>
        <h1 className={styles.title}>{title}</h1>
        {beside}
        {aside !== undefined && <div className={styles.aside}>{aside}</div>}
      </header>
      <div {...scrolls} className={cx(styles.body, fill && styles.fill)}>
        <div className={cx(styles.inner, fill && styles.fillInner, narrow && styles.narrow)}>{children}</div>
      </div>
    </main>
  );
}
