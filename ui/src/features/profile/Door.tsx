import type { ReactNode } from "react";
import { MarkIcon } from "~/components/Icons";
import styles from "./Door.module.css";

/** The frame of every screen before the profile is open: nothing of a patient is near it. */
export function Door({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className={styles.door}>
      <div className={styles.sheet}>
        <div className={styles.brand}>
          <MarkIcon size={28} />
          <span>Wardbook</span>
        </div>
        <h1 className={styles.title}>{title}</h1>
        {children}
      </div>
    </main>
  );
}
