import type { Allergies } from "~/generated/Allergies";
import type { Chart } from "~/generated/Chart";
import { StandingMark, StandingName } from "~/components/Standing";
import { joined } from "~/foundations/words";
import { AllergyStatementView } from "./AllergiesView";
import { More } from "./SummaryLines";
import styles from "./summary.module.css";

const MOST = 6;

export function SummaryAllergies({ chart, allergies }: { chart: Chart; allergies: Allergies }) {
  const head = chart.sections.find((one) => one.section === "allergies");
  if (head === undefined) return null;
  return (
    <>
      <AllergyStatementView head={head} allergies={allergies} />
      {allergies.statement === "listed" && (
        <ul>
          {allergies.rows.slice(0, MOST).map((row) => (
            <li key={row.record} className={styles.line}>
              <StandingName standing={row.standing}>{row.substance ?? "substance not recorded"}</StandingName>
              <span className={styles.end}>
                {row.standing === "current" ? row.severity : <StandingMark standing={row.standing} status={row.verification} />}
              </span>
              <small className={styles.below}>{joined(row.reactions.join(", "), row.criticality && `criticality ${row.criticality}`)}</small>
            </li>
          ))}
          <More of={allergies.rows.length} shown={MOST} />
        </ul>
      )}
    </>
  );
}
