import { Check } from "~/components/Check";
import { FailureNotice } from "~/components/Notice";
import { fullMoment } from "~/foundations/time";
import { useAct, useAsk } from "~/platform/ask";
import styles from "./leaving.module.css";

/** Whether this chart stays however long nobody opens it. Nothing where charts of its connection stay anyway. */
export function Stay({ patient }: { patient: string }) {
  const stay = useAsk("patient_stay", { patient });
  const set = useAct("set_stay");
  const failure = stay.error ?? set.error;
  if (failure) return <FailureNotice failure={failure.failure} />;
  if (stay.data === undefined || (stay.data.leavesAt === null && !stay.data.stays)) return null;
  const { stays, by, leavesAt, because } = stay.data;
  return (
    <div className={styles.stay}>
      <Check on={stays} onChange={(on) => set.mutate({ patient, on })}>
        Stays on this workstation however long nobody opens it
      </Check>
      <span className={styles.second}>
        {stays && by !== null && `${by} said so.`}
        {!stays && leavesAt !== null && (because.length > 0 ? `Stays for now: ${because.join("; ")}.` : `Leaves on ${fullMoment(leavesAt)} if nobody opens it until then.`)}
      </span>
    </div>
  );
}
