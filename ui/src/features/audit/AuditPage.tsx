import { useCallback, useMemo, useState } from "react";
import type { AuditEntry } from "~/generated/AuditEntry";
import type { AuditFilter } from "~/generated/AuditFilter";
import { Button } from "~/components/Button";
import { Empty } from "~/components/Empty";
import { Grid } from "~/components/Grid";
import { FailureNotice } from "~/components/Notice";
import { Page } from "~/components/Page";
import { Panel } from "~/components/Panel";
import { Reading } from "~/components/Reading";
import { useDelayed } from "~/features/search/useDelayed";
import { useNow } from "~/foundations/clock";
import { go } from "~/foundations/route";
import { count } from "~/foundations/words";
import { auditColumns } from "./auditColumns";
import { AuditExport } from "./AuditExport";
import { AuditFilters } from "./AuditFilters";
import { AuditKept } from "./AuditKept";
import { AuditSide } from "./AuditSide";
import { useAuditPages } from "./useAuditPages";
import styles from "./audit.module.css";

const ANY: AuditFilter = { person: null, patient: null, kind: null, from: null, to: null, outcome: null };

/** Who did what on this workstation. Looking at it is an act too, and stands in it. */
export function AuditPage() {
  const now = useNow();
  const [which, setWhich] = useState(ANY);
  const [row, setRow] = useState<AuditEntry | null>(null);
  const [seen, setSeen] = useState({ first: 0, last: 40 });
  // A day that is being typed is not asked for.
  const from = useDelayed(which.from);
  const to = useDelayed(which.to);
  const asked = { ...which, from, to };
  const { head, total, rowAt } = useAuditPages(asked, seen.first, seen.last);
  const onVisible = useCallback((first: number, last: number) => setSeen({ first, last }), []);
  const columns = useMemo(() => auditColumns(now), [now]);
  return (
    <Page
      title="Audit log"
      fill
      aside={
        <>
          <Button isDisabled={head.isFetching} onPress={() => void head.refetch()}>
            Read again
          </Button>
          <Button look="quiet" onPress={() => go({ page: "settings" })}>
            Settings
          </Button>
        </>
      }
    >
      <div className={styles.columns}>
        <div className={styles.list}>
          <AuditFilters which={which} people={head.data?.people ?? []} onChange={setWhich} />
          {which.patient !== null && (
            <p className={styles.only}>
              Only acts about one patient.{" "}
              <Button look="quiet" onPress={() => setWhich({ ...which, patient: null })}>
                Show all
              </Button>
            </p>
          )}
          {head.isError && <FailureNotice failure={head.error.failure} />}
          {head.isPending && <Reading />}
          {head.data && !head.isError && (
            <Panel fill title="Acts" note={count(total)}>
              {total === 0 ? (
                <Empty title="No act like that." />
              ) : (
                <Grid key={JSON.stringify(asked)} label="Acts" fixed columns={columns} count={total} rowAt={rowAt} keyOf={(one) => String(one.number)} nameOf={(one) => one.title} onOpen={setRow} onVisible={onVisible} />
              )}
            </Panel>
          )}
        </div>
        <div className={styles.side}>
          {row === null ? (
            <>
              <AuditKept />
              <AuditExport which={asked} />
            </>
          ) : (
            <AuditSide
              row={row}
              onPatient={(patient) => {
                setRow(null);
                setWhich({ ...ANY, patient });
              }}
              onClose={() => setRow(null)}
            />
          )}
        </div>
      </div>
    </Page>
  );
}
