import type { ReactNode } from "react";
import { AbnormalMark } from "~/components/Abnormal";
import styles from "./flowsheet.module.css";

/** What the marks mean; once a cell is chosen, that cell in words. */
export function Legend({ children }: { children: string | null }) {
  return (
    <div className={styles.legend}>
      <p className={styles.chosen} role="status">
        {children}
      </p>
      <Mark words="high">
        <AbnormalMark abnormality="high" />
      </Mark>
      <Mark words="low">
        <AbnormalMark abnormality="low" />
      </Mark>
      <Mark words="critical">
        <AbnormalMark abnormality="critical-high" />
      </Mark>
      <Mark words="abnormal">
        <AbnormalMark abnormality="abnormal" />
      </Mark>
      <Mark words="preliminary">
        <i className={styles.tag}>P</i>
      </Mark>
      <Mark words="corrected">
        <i className={styles.tag}>C</i>
      </Mark>
      <Mark words="sent in another unit">
        <i className={styles.tag}>U</i>
      </Mark>
      <Mark words="more was sent with it">
        <i className={styles.tag}>N</i>
      </Mark>
      <Mark words="entered in error">
        <i className={styles.tag}>E</i>
      </Mark>
      <Mark words="new since you looked">
        <i className={styles.newMark} />
      </Mark>
    </div>
  );
}

const Mark = ({ words, children }: { words: string; children: ReactNode }) => (
  <span className={styles.mark}>
    {children} {words}
  </span>
);
