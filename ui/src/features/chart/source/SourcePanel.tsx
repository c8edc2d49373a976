import { useEffect, useRef } from "react";
import { Button } from "~/components/Button";
import { CloseIcon } from "~/components/Icons";
import { FailureNotice } from "~/components/Notice";
import { useAsk } from "~/platform/ask";
import { RecordActs } from "~/features/writing/RecordActs";
import { OneOf } from "./OneOf";
import type { Shown } from "./SourceSide";
import { Whole } from "./Whole";
import styles from "./source.module.css";

interface Props {
  shown: Shown;
  before: Shown | null;
  onTurn: (record: string) => void;
  onFollow: (record: string, name: string) => void;
  onBack: () => void;
  onClose: () => void;
}

/** Where a record comes from, all that it says, and the record itself as the EHR sent it. */
export function SourcePanel({ shown, before, onTurn, onFollow, onBack, onClose }: Props) {
  const source = useAsk("record_source", { record: shown.record });
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.focus(), []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape") onClose();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [onClose]);
  return (
    <aside ref={panel} className={styles.panel} aria-label="Source" tabIndex={-1}>
      <header className={styles.head}>
        <div>
          <h2>Source</h2>
          <p className={styles.name}>{shown.name}</p>
        </div>
        {before !== null && <Button onPress={onBack}>Back to {before.name}</Button>}
        <Button look="icon" aria-label="Close source" onPress={onClose}>
          <CloseIcon />
        </Button>
      </header>
      {shown.among.length > 1 && <OneOf record={shown.record} among={shown.among} onTurn={onTurn} />}
      {source.isError && <FailureNotice failure={source.error.failure} />}
      {source.data && (
        <Whole key={shown.record} source={source.data} onFollow={onFollow}>
          <RecordActs record={shown.record} json={source.data.json} />
        </Whole>
      )}
    </aside>
  );
}
