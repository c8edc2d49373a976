import type { Retention } from "~/generated/Retention";
import { fullMoment } from "~/foundations/time";
import { many, nameOr } from "~/foundations/words";
import styles from "./leaving.module.css";

/** Charts that come to their end within a week, and which of them stay all the same. */
export function DueCharts({ one, asIf = false }: { one: Retention; asIf?: boolean }) {
  const { charts, due, notBefore, holds } = one;
  if (holds === null) return null;
  return (
    <>
      <p className={styles.second}>
        {said(one, asIf)}
        {notBefore !== null && ` Nothing leaves before ${fullMoment(notBefore)}.`}
        {due > charts.length && charts.length > 0 && ` The first ${charts.length} stand here.`}
      </p>
      {charts.length > 0 && (
        <table className={styles.charts}>
          <caption className="hidden-text">Charts of {one.connectionName} that are due</caption>
          <thead>
            <tr>
              <th scope="col">Patient</th>
              <th scope="col">Last opened</th>
              <th scope="col">Leaves</th>
            </tr>
          </thead>
          <tbody>
            {charts.map((chart) => (
              <tr key={chart.patient}>
                <td>{nameOr(chart.name)}</td>
                <td>{chart.openedAt === null ? "never" : fullMoment(chart.openedAt)}</td>
                <td>{chart.because.length > 0 ? `stays: ${chart.because.join("; ")}` : fullMoment(chart.leavesAt)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

function said({ charts, due }: Retention, asIf: boolean): string {
  if (due === 0) return asIf ? "No chart would leave within a week." : "No chart leaves within a week.";
  const stay = charts.filter((chart) => chart.because.length > 0).length;
  const comes = asIf ? "would come" : due === 1 ? "comes" : "come";
  const but = stay === 0 ? "" : `; ${stay} of them ${stay === 1 ? "stays" : "stay"} all the same`;
  return `${many(due, "chart")} ${comes} to the end within a week${but}.`;
}
