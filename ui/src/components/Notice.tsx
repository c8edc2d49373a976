import type { ReactNode } from "react";
import type { Failure } from "~/generated/Failure";
import { cx } from "~/foundations/cx";
import { failureWords, type Severity } from "~/foundations/failures";
import styles from "./Notice.module.css";

interface Props {
  tone: Severity | "good";
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}

export function Notice({ tone, title, children, actions }: Props) {
  return (
    <div className={cx(styles.notice, styles[tone])} role={tone === "danger" ? "alert" : "status"}>
      <div className={styles.words}>
        <strong>{title}</strong>
        {children !== undefined && <div className={styles.text}>{children}</div>}
      </div>
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}

/** A failure of the far side, by the table of codes. */
export function FailureNotice({ failure, actions }: { failure: Failure; actions?: ReactNode }) {
  const words = failureWords(failure.code);
  return (
    <Notice tone={words.severity} title={words.title} actions={actions}>
      {failure.message}
      {failure.correlation !== null && words.severity === "danger" && (
        <span className={styles.correlation}>Log mark {failure.correlation}</span>
      )}
    </Notice>
  );
}
