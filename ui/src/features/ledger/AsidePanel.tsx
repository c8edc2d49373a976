import { useMemo } from "react";
import type { Aside } from "~/generated/Aside";
import type { LedgerRow } from "~/generated/LedgerRow";
import { Empty } from "~/components/Empty";
import { Grid } from "~/components/Grid";
import { Panel } from "~/components/Panel";
import { useNow } from "~/foundations/clock";
import { count, nameOr } from "~/foundations/words";
import { useAct } from "~/platform/ask";
import { asideColumns, nameOfAside } from "./columns";
import { FetchedOutcome } from "./FetchedOutcome";

/** What was put aside whole, why, and asking for it again. */
export function AsidePanel({ asides, rows }: { asides: readonly Aside[]; rows: readonly LedgerRow[] }) {
  const now = useNow();
  const retry = useAct("retry");
  const { mutate, isPending } = retry;
  const names = useMemo(() => new Map(rows.map((row) => [row.patient, row.patientName])), [rows]);
  const columns = useMemo(
    () =>
      asideColumns(
        now,
        isPending,
        (aside) => mutate({ connection: aside.connection, what: { kind: "aside", id: aside.id } }),
        (aside) => (aside.patient === null ? "not known" : nameOr(names.get(aside.patient) ?? null)),
      ),
    [now, isPending, mutate, names],
  );
  return (
    <>
      <FetchedOutcome act={retry} />
      <Panel fill title="Put aside" note={count(asides.length)} aside="could not be read as it came; kept whole">
        {asides.length === 0 ? (
          <Empty title="Nothing was put aside." />
        ) : (
          <Grid label="Put aside" columns={columns} count={asides.length} rowAt={(index) => asides[index]} keyOf={(aside) => String(aside.id)} nameOf={nameOfAside} />
        )}
      </Panel>
    </>
  );
}
