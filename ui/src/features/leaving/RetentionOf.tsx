import { useState } from "react";
import type { Retention } from "~/generated/Retention";
import { Button } from "~/components/Button";
import { FailureNotice } from "~/components/Notice";
import { Select } from "~/components/Select";
import { many } from "~/foundations/words";
import { useAct, useAsk } from "~/platform/ask";
import { useMay } from "~/platform/may";
import { DueCharts } from "./DueCharts";
import { daysOffered, STAY } from "./days";
import styles from "./leaving.module.css";

/** One connection: after how many days charts leave, with what that means before it is saved. */
export function RetentionOf({ one }: { one: Retention }) {
  const may = useMay()("administer");
  const set = useAct("set_retention");
  const [typed, setTyped] = useState<string | null>(null);
  const { connection, connectionName, days, holds } = one;
  const now = days === null ? STAY : String(days);
  const asIf = typed === null || typed === STAY ? null : Number(typed);
  const preview = useAsk("ask_retention", { connection, days: asIf }, { enabled: asIf !== null });
  if (!may)
    return (
      <div className={styles.one}>
        <p>
          {connectionName}: {holds === null ? "charts stay" : `charts leave after ${many(holds, "day")} unopened`}. An administrator can change that.
        </p>
        <DueCharts one={one} />
      </div>
    );
  const save = () => set.mutate({ connection, days: asIf }, { onSuccess: () => setTyped(null) });
  const shown = asIf === null ? one : preview.data;
  return (
    <div className={styles.one}>
      <Select
        label={connectionName}
        value={typed ?? now}
        options={daysOffered(one)}
        onChange={(next) => setTyped(next === now ? null : next)}
        hint="What waits, was written, measured, starred or kept here is never taken along, nor anything while the EHR does not answer."
      />
      {preview.isError && <FailureNotice failure={preview.error.failure} />}
      {shown !== undefined && typed !== STAY && <DueCharts one={shown} asIf={asIf !== null} />}
      {typed !== null && (
        <div className={styles.actions}>
          <Button look="main" isDisabled={set.isPending || (asIf !== null && preview.data === undefined)} onPress={save}>
            Save days
          </Button>
          <Button onPress={() => setTyped(null)}>Cancel</Button>
        </div>
      )}
      {set.isError && <FailureNotice failure={set.error.failure} />}
    </div>
  );
}
