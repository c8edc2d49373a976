import { useEffect, useState } from "react";
import { Button } from "~/components/Button";
import { Field } from "~/components/Field";
import styles from "../documents.module.css";
import type { Found, Mounted } from "./viewer";

/** Looking for words in the document that is open. */
export function FindTools({ view, scanned }: { view: Mounted | null; scanned: boolean }) {
  const [text, setText] = useState("");
  const [found, setFound] = useState<Found | null>(null);
  useEffect(() => view?.onFound(setFound), [view]);
  if (scanned) return <span className={styles.second}>No text, scanned: it cannot be searched.</span>;
  const none = text !== "" && found?.total === 0;
  return (
    <form
      className={styles.group}
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        view?.find(text, true, false);
      }}
    >
      <Field
        label="Find in document"
        value={text}
        onChange={(next) => {
          setText(next);
          setFound(null);
          view?.find(next, false, false);
        }}
      />
      <span className={styles.number} aria-live="polite">
        {none ? "Not found" : text !== "" && found !== null ? `${found.current} of ${found.total}` : ""}
      </span>
      <Button aria-label="Previous hit" isDisabled={(found?.total ?? 0) === 0} onPress={() => view?.find(text, true, true)}>
        ↑
      </Button>
      <Button aria-label="Next hit" type="submit" isDisabled={(found?.total ?? 0) === 0}>
        ↓
      </Button>
    </form>
  );
}
