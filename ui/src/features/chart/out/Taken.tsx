import type { TakenOut } from "~/generated/TakenOut";
import { Notice } from "~/components/Notice";
import styles from "./out.module.css";

/** What was written, and what is not in it. */
export function Taken({ taken }: { taken: TakenOut }) {
  return (
    <>
      <Notice tone="good" title={`${taken.amount} written`}>
        <bdi>{taken.path}</bdi>
      </Notice>
      {taken.incomplete.length > 0 && (
        <Notice tone="stale" title="Not complete when it was written">
          <Sentences of={taken.incomplete} />
        </Notice>
      )}
      {taken.leftOut.length > 0 && (
        <Notice tone="plain" title="Not in the file">
          <Sentences of={taken.leftOut} />
        </Notice>
      )}
    </>
  );
}

const Sentences = ({ of }: { of: readonly string[] }) => (
  <ul className={styles.sentences}>
    {of.map((sentence) => (
      <li key={sentence}>{sentence}</li>
    ))}
  </ul>
);
