import type { ReactNode } from "react";
import { cx } from "~/foundations/cx";
import styles from "./Empty.module.css";

interface Props {
  title: string;
  children?: ReactNode;
  /** Not known is not the same as nothing: it is amber and says so. */
  unknown?: boolean;
}

export function Empty({ title, children, unknown = false }: Props) {
  return (
    <div className={cx(styles.empty, unknown && styles.unknown)}>
      <p className={styles.title}>{title}</p>
      {children !== undefined && <div className={styles.text}>{children}</div>}
    </div>
  );
}
