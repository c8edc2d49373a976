import { useId, useState, type KeyboardEvent } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { go, useRoute } from "~/foundations/route";
import { askToLock } from "~/features/lock/keepers";
import { PaletteList } from "./PaletteList";
import type { Entry } from "./entries";
import styles from "./search.module.css";
import { useEntries } from "./useEntries";

/** Find anything: patients, sections of the open chart, pages, actions, records. */
export function Palette({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <ModalOverlay className={styles.shade ?? ""} isOpen={open} isDismissable onOpenChange={(next) => !next && onClose()}>
      <Modal className={styles.modal ?? ""}>
        <Dialog className={styles.dialog ?? ""} aria-label="Find anything">
          <Finder onClose={onClose} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Finder({ onClose }: { onClose: () => void }) {
  const id = useId();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState(0);
  const route = useRoute();
  const entries = useEntries(text.trim(), route.page === "chart" ? route.patient : null, askToLock, setText);
  const at = Math.min(chosen, Math.max(0, entries.length - 1));
  const take = (entry: Entry | undefined) => {
    if (entry === undefined) return;
    if (entry.stays !== true) onClose();
    if (entry.to) go(entry.to);
    entry.act?.();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") setChosen((at + 1) % Math.max(1, entries.length));
    else if (event.key === "ArrowUp") setChosen((at - 1 + entries.length) % Math.max(1, entries.length));
    else if (event.key === "Enter" && !event.nativeEvent.isComposing) take(entries[at]);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <input
        className={styles.finder}
        role="combobox"
        aria-label="Find anything"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={entries.length > 0 ? `${id}-${at}` : undefined}
        aria-autocomplete="list"
        placeholder="Patient, section, record or action"
        spellCheck={false}
        // It was opened to be typed into.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      <PaletteList id={id} entries={entries} at={at} onTake={take} />
      <p className={styles.keys} aria-hidden="true">
        <kbd>↑</kbd> <kbd>↓</kbd> choose <kbd>Enter</kbd> open <kbd>Esc</kbd> close
      </p>
    </>
  );
}
