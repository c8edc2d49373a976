import { useEffect, useRef } from "react";
import { Button } from "~/components/Button";
import { CloseIcon } from "~/components/Icons";
import { FailureNotice } from "~/components/Notice";
import { Reading } from "~/components/Reading";
import { fullMoment } from "~/foundations/time";
import { nameOr } from "~/foundations/words";
import { chart, href } from "~/foundations/route";
import { useAsk } from "~/platform/ask";
import { Attempts } from "./Attempts";
import { FieldTable } from "./FieldTable";
import { ItemActs } from "./ItemActs";
import { StateChip } from "./states";
import styles from "./outbox.module.css";

/** One item whole: why it waits, what happens next, what may be done, both sides, every request. */
export function ItemSide({ item, onClose }: { item: string; onClose: () => void }) {
  const found = useAsk("outbox_item", { item });
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.focus(), []);
  const row = found.data?.row;
  return (
    <aside ref={panel} className={styles.side} aria-label="Item" tabIndex={-1}>
      <header className={styles.sideHead}>
        <h2>{row?.title ?? "Item"}</h2>
        <Button look="icon" aria-label="Close item" onPress={onClose}>
          <CloseIcon />
        </Button>
      </header>
      {found.isError && <FailureNotice failure={found.error.failure} />}
      {found.isPending && <Reading />}
      {found.data && row && (
        <>
          <p className={styles.next}>
            <StateChip row={row} /> {row.next}
          </p>
          {row.reason !== null && <p className={styles.why}>{row.reason}</p>}
          <dl className={styles.facts}>
            <Fact label="Patient">
              {row.patient === null ? "nobody’s" : <a href={href(chart(row.patient, row.section ?? "summary", row.record))}>{nameOr(row.patientName)}</a>}
            </Fact>
            <Fact label="EHR">{row.connectionName}</Fact>
            <Fact label="Written">{`${fullMoment(row.createdAt)} by ${row.person}`}</Fact>
            <Fact label="In this state since">{fullMoment(row.since)}</Fact>
            {row.dueAt !== null && <Fact label="Goes again">{fullMoment(row.dueAt)}</Fact>}
            {row.fhirId !== null && <Fact label="Id at the EHR">{row.fhirId}</Fact>}
          </dl>
          {found.data.needs.some((need) => need.state !== "confirmed") && (
            <p>Waits for: {found.data.needs.filter((need) => need.state !== "confirmed").map((need) => need.title).join(", ")}</p>
          )}
          <ItemActs key={row.item} found={found.data} />
          <FieldTable found={found.data} />
          <Attempts attempts={found.data.attempts} />
        </>
      )}
    </aside>
  );
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
