import type { ReactNode } from "react";
import type { RecordSource } from "~/generated/RecordSource";
import { StandingMark } from "~/components/Standing";
import { fullMoment } from "~/foundations/time";
import { Detail } from "./Detail";
import { Json } from "./Json";
import { Older } from "./Older";
import styles from "./source.module.css";

interface Props {
  source: RecordSource;
  onFollow: (record: string, name: string) => void;
  /** What can be done with it. */
  children?: ReactNode;
}

/** A whole record: what to be careful about, where it comes from, all that it says, and the JSON. */
export function Whole({ source, onFollow, children }: Props) {
  const { detail } = source;
  return (
    <>
      {detail.cautions.length > 0 && (
        <ul className={styles.cautions} aria-label="Read this first">
          {detail.cautions.map((caution) => (
            <li key={caution}>{caution}</li>
          ))}
        </ul>
      )}
      <Facts source={source} />
      {children}
      <section aria-label="Record">
        <div className={styles.bar}>
          <h3>What it says</h3>
          <StandingMark standing={detail.standing} status={detail.status} />
        </div>
        <Detail label="Elements of the record" items={detail.items} onOpen={onFollow} />
      </section>
      <Json json={source.json} />
      <Older versions={source.older} />
    </>
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
