import { useEffect, useRef } from "react";
import type { RecordSource } from "~/generated/RecordSource";
import { Button } from "~/components/Button";
import { CloseIcon } from "~/components/Icons";
import { FailureNotice } from "~/components/Notice";
import { StandingMark } from "~/components/Standing";
import { fullMoment } from "~/foundations/time";
import { useAsk } from "~/platform/ask";
import { RecordActs } from "~/features/writing/RecordActs";
import { Detail } from "./Detail";
import { Json } from "./Json";
import { Older } from "./Older";
import type { Shown } from "./SourceSide";
import styles from "./source.module.css";

interface Props {
  shown: Shown;
  before: Shown | null;
  onFollow: (record: string, name: string) => void;
  onBack: () => void;
  onClose: () => void;
}

/** Where a record comes from, all that it says, and the record itself as the EHR sent it. */
export function SourcePanel({ shown, before, onFollow, onBack, onClose }: Props) {
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
  const detail = source.data?.detail;
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
      {source.isError && <FailureNotice failure={source.error.failure} />}
      {detail && detail.cautions.length > 0 && (
        <ul className={styles.cautions} aria-label="Read this first">
          {detail.cautions.map((caution) => (
            <li key={caution}>{caution}</li>
          ))}
        </ul>
      )}
      {source.data && <Facts source={source.data} />}
      {source.data && <RecordActs record={shown.record} />}
      {detail && (
        <section aria-label="Record">
          <div className={styles.bar}>
            <h3>What it says</h3>
            <StandingMark standing={detail.standing} status={detail.status} />
          </div>
          <Detail label="Elements of the record" items={detail.items} onOpen={onFollow} />
        </section>
      )}
      {source.data && <Json json={source.data.json} />}
      {source.data && <Older versions={source.data.older} />}
    </aside>
  );
}

const cameFrom = { ehr: "the EHR", file: "a file", workstation: "this workstation" };

function Facts({ source }: { source: RecordSource }) {
  const facts: [string, string | null][] = [
    ["Connection", source.connectionName],
    ["Came from", cameFrom[source.origin]],
    ["Resource", source.resourceType],
    ["Id at the EHR", source.fhirId],
    ["Version", source.version],
    ["Fetched", fullMoment(source.fetchedAt)],
    ["Changed at the EHR", source.lastUpdated === null ? null : fullMoment(source.lastUpdated)],
  ];
  return (
    <dl className={styles.facts}>
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value ?? "not sent"}</dd>
        </div>
      ))}
    </dl>
  );
}
