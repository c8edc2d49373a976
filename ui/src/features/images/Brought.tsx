/** What came of bringing images, in words: kept, here already, and each that was not taken with its reason. */
import type { BroughtImages } from "~/generated/BroughtImages";
import { Notice } from "~/components/Notice";
import { broughtWords } from "./words";
import styles from "./images.module.css";

export function Brought({ brought }: { brought: BroughtImages }) {
  const { kept, here, refused, other } = brought;
  const tone = refused.length > 0 || (kept === 0 && here === 0) || other.length > 0 ? "stale" : "good";
  return (
    <Notice tone={tone} title={broughtWords(brought)}>
      {refused.length > 0 && (
        <ul className={styles.refused} aria-label="Not taken">
          {refused.map((one, n) => (
            // Two files of one name can be refused.
            <li key={n}>
              <bdi>{one.name}</bdi>: {one.reason}
            </li>
          ))}
        </ul>
      )}
    </Notice>
  );
}
