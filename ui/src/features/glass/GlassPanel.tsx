import { FailureNotice } from "~/components/Notice";
import { Panel } from "~/components/Panel";
import { Select } from "~/components/Select";
import styles from "~/features/settings/settings.module.css";
import { many } from "~/foundations/words";
import { useAct, useAsk } from "~/platform/ask";
import { useMay } from "~/platform/may";

/** For how long a chart may be opened with a reason; for whoever may change that, where there are several people. */
export function GlassPanel() {
  const may = useMay()("administer");
  const profile = useAsk("profile_state", undefined).data;
  const several = profile?.kind === "open" && profile.people;
  const state = useAsk("glass_state", undefined, { enabled: may && several });
  const set = useAct("set_glass");
  if (!may || !several || state.data === undefined) return null;
  const { hours, mostHours } = state.data;
  const options = [{ value: "0", title: "Nobody may" }, ...Array.from({ length: mostHours }, (_, n) => ({ value: String(n + 1), title: `For ${many(n + 1, "hour")}` }))];
  return (
    <Panel title="Break-glass">
      <div className={styles.pad}>
        {mostHours === 0 ? (
          <p className={styles.message}>The administrator of this computer has switched it off.</p>
        ) : (
          <Select
            label="Clinicians and nurses may open a chart they do not see, with a reason"
            value={String(hours)}
            options={options}
            onChange={(chosen) => set.mutate({ hours: Number(chosen) })}
            hint="Each time, and everything done under it, is marked in the audit log."
          />
        )}
        {set.isError && <FailureNotice failure={set.error.failure} />}
      </div>
    </Panel>
  );
}
