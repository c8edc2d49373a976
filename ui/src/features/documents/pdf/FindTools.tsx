import { useEffect, useState } from "react";
import { Button } from "~/components/Button";
import { Field } from "~/components/Field";
import styles from "../documents.module.css";
import { wordsOf } from "../wanted";
import type { Found, Mounted } from "./viewer";

/** Looking for words in the document that is open. */
export function FindTools({ view, scanned, asked }: { view: Mounted | null; scanned: boolean; asked: string }) {
  const [text, setText] = useState(asked);
  const [found, setFound] = useState<Found | null>(null);
  useEffect(() => view?.onFound(setFound), [view]);
  // The words of the global search stand anywhere on a page; what is typed here stands together.
  const look = (next: string, again: boolean, back: boolean) => view?.find(next === asked ? wordsOf(next) : next, again, back);
  if (scanned) return <span className={styles.second}>No text, scanned: it cannot be searched.</span>;
  const none = text !== "" && found?.total === 0;
  return (
    <form
      className={styles.group}
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        look(text, true, false);
      }}
    >
      <Field
        label="Find in document"
        value={text}
        onChange={(next) => {
          setText(next);
          setFound(null);
          look(next, false, false);
        }}
      />
      <span className={styles.number} aria-live="polite">
        {none ? "Not found" : text !== "" && found !== null ? `${found.current} of ${found.total}` : ""}
      </span>
      <Button aria-label="Previous hit" isDisabled={(found?.total ?? 0) === 0} onPress={() => look(text, true, true)}>
        ↑
      </Button>
      <Button aria-label="Next hit" type="submit" isDisabled={(found?.total ?? 0) === 0}>
        ↓
      </Button>
    </form>
  );
}
