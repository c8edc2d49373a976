import { useEffect, useRef, useState } from "react";
import type { RecordSource } from "~/generated/RecordSource";
import { Button } from "~/components/Button";
import { CloseIcon } from "~/components/Icons";
import { FailureNotice } from "~/components/Notice";
import { fullMoment } from "~/foundations/time";
import { useAsk } from "~/platform/ask";
import { Older } from "./Older";
import { pretty } from "./pretty";
import type { Shown } from "./SourceSide";
import styles from "./source.module.css";

/** Where a record comes from, and the record itself as the EHR sent it. */
export function SourcePanel({ shown, onClose }: { shown: Shown; onClose: () => void }) {
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
        <Button look="icon" aria-label="Close source" onPress={onClose}>
          <CloseIcon />
        </Button>
      </header>
      {source.isError && <FailureNotice failure={source.error.failure} />}
      {source.data && <Facts source={source.data} />}
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

/** Laid out for reading; copied to the byte as sent. */
function Json({ json }: { json: string }) {
  const [copied, setCopied] = useState<"yes" | "no" | null>(null);
  const copy = () => {
    navigator.clipboard.writeText(json).then(
      () => setCopied("yes"),
      () => setCopied("no"),
    );
  };
  return (
    <>
      <div className={styles.bar}>
        <h3>JSON as the EHR sent it</h3>
        <span role="status">{copied === "yes" ? "Copied" : copied === "no" ? "The clipboard refused" : ""}</span>
        <Button onPress={copy}>Copy JSON</Button>
      </div>
      {/* Scrolls, so it must take the focus. */}
      <pre className={styles.json} role="region" aria-label="JSON" tabIndex={0}>
        {pretty(json)}
      </pre>
    </>
  );
}
