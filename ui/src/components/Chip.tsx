import type { ReactNode } from "react";
import { cx } from "~/foundations/cx";
import styles from "./Chip.module.css";

interface Props {
  tone?: "plain" | "alert" | "stale" | "good" | "dashed" | "grey";
  children: ReactNode;
}

export function Chip({ tone = "plain", children }: Props) {
  return <span className={cx(styles.chip, styles[tone])}>{children}</span>;
}
