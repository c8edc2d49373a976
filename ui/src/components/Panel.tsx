import { useId, type ReactNode } from "react";
import { cx } from "~/foundations/cx";
import styles from "./Panel.module.css";

interface Props {
  title: string;
  /** Count or the like, beside the title. */
  note?: ReactNode;
  /** Completeness and "as of", at the end of the head. */
  aside?: ReactNode;
  /** Takes the height it is given and lets its body scroll. */
  fill?: boolean;
  children?: ReactNode;
}

export function Panel({ title, note, aside, fill = false, children }: Props) {
  const id = useId();
  return (
    <section className={cx(styles.panel, fill && styles.fill)} aria-labelledby={id}>
      <header className={styles.head}>
        <h2 id={id} className={styles.title}>
          {title}
        </h2>
        {note !== undefined && <span className={styles.note}>{note}</span>}
        {aside !== undefined && <div className={styles.aside}>{aside}</div>}
      </header>
      {children}
    </section>
  );
}
