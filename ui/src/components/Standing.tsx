import type { ReactNode } from "react";
import type { Standing } from "~/generated/Standing";
import { cx } from "~/foundations/cx";
import { plain } from "~/foundations/words";
import { Chip } from "./Chip";
import styles from "./Standing.module.css";

/** The name of a thing the EHR withdrew or removed is struck through; a refuted one is set back, not struck. */
export function StandingName({ standing, children }: { standing: Standing; children: ReactNode }) {
  if (standing === "entered-in-error" || standing === "removed") return <s className={styles.error}>{children}</s>;
  return <span className={cx(standing === "refuted" && styles.refuted)}>{children}</span>;
}

/** How a row counts, in a word; nothing for what is current. */
export function StandingMark({ standing, status }: { standing: Standing; status?: string | null | undefined }) {
  const words = status ? plain(status) : null;
  switch (standing) {
    case "current":
      return words === null ? null : <span className={styles.plain}>{words}</span>;
    case "past":
      return <span className={styles.plain}>{words ?? "past"}</span>;
    case "preliminary":
      return <Chip tone="stale">{words ?? "preliminary"}</Chip>;
    case "entered-in-error":
      return <Chip tone="grey">entered in error</Chip>;
    case "removed":
      return <Chip tone="grey">removed at the EHR</Chip>;
    case "refuted":
      return <Chip tone="dashed">{words ?? "refuted"}</Chip>;
    case "unknown":
      return <span className={styles.unknown}>{words === null ? "status not recorded" : `${words} ?`}</span>;
  }
}
