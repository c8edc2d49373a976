import { Button } from "~/components/Button";
import { useEnglish } from "~/foundations/texts/texts";
import { go } from "~/foundations/route";
import { many } from "~/foundations/words";
import { useAsk } from "~/platform/ask";
import styles from "./leaving.module.css";

/** Over the patients: that charts leave soon, or left lately. Nothing where none does. */
export function LeavingSoon() {
  const inEnglish = useEnglish();
  const state = useAsk("retention", undefined).data;
  if (state === undefined) return null;
  const soon = state.connections.flatMap((one) => one.charts).filter((chart) => chart.because.length === 0).length;
  const left = state.left.length;
  if (soon === 0 && left === 0) return null;
  const words = [soon > 0 && `${many(soon, "chart")} that nobody opened ${soon === 1 ? "leaves" : "leave"} this workstation within a week`, left > 0 && `${many(left, "chart")} left in the last 30 days`];
  return (
    <p {...inEnglish} className={styles.stay}>
      <span className={styles.second}>{words.filter(Boolean).join("; ")}.</span>
      <Button look="quiet" onPress={() => go({ page: "settings" })}>
        See which
      </Button>
    </p>
  );
}
