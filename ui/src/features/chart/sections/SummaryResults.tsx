import type { Flowsheet } from "~/generated/Flowsheet";
import { isAbnormal, isCritical } from "~/components/Abnormal";
import { Sparkline } from "~/components/Sparkline";
import { cx } from "~/foundations/cx";
import { useNow } from "~/foundations/clock";
import { columnHead } from "~/foundations/time";
import { CellView } from "../flowsheet/CellView";
import { rowsOf, trendOf } from "../flowsheet/sheet";
import flow from "../flowsheet/flowsheet.module.css";
import { useSource } from "../source/SourceSide";
import styles from "./summary.module.css";

const TESTS = 10;
const DATES = 3;

/** The last dates of the tests that matter first. */
export function SummaryResults({ sheet }: { sheet: Flowsheet }) {
  const now = useNow();
  const source = useSource();
  const rows = rowsOf(sheet).filter((row) => row.kind === "test").slice(0, TESTS);
  const columns = sheet.columns.slice(0, DATES);
  return (
    <table className={cx(flow.sheet, styles.results)} aria-label="Last results">
      <thead>
        <tr>
          <th scope="col" className={styles.test}>
            Test
          </th>
          <th scope="col" className={styles.trend}>
            <span className="hidden-text">Trend</span>
          </th>
          {columns.map((column, n) => {
            const head = columnHead(column.date, now);
            return (
              <th key={n} scope="col" title={head.full}>
                <span className={flow.day}>{head.top}</span>
                <span className={flow.time}>{head.below}</span>
              </th>
            );
          })}
          <th scope="col">Ref.</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ test, byColumn }) => (
          <tr key={test.key}>
            <th scope="row" className={styles.test} title={[test.name, test.unit].filter(Boolean).join(" ")}>
              {test.name} {test.unit !== null && <span className={flow.unit}>{test.unit}</span>}
            </th>
            <td className={styles.trend}>
              <Sparkline points={trendOf(test, sheet.columns)} low={test.rangeLow} high={test.rangeHigh} label={`Trend of ${test.name}`} />
            </td>
            {columns.map((_, n) => {
              const cell = byColumn.get(n);
              return (
                <td
                  key={n}
                  className={cx(
                    cell && isAbnormal(cell.abnormality) && flow.abnormal,
                    cell && isCritical(cell.abnormality) && flow.critical,
                    cell?.new && flow.new,
                  )}
                >
                  {cell && (
                    <button type="button" className={styles.cellButton} title="Source" onClick={() => source(cell.record, test.name)}>
                      <CellView cell={cell} brief />
                    </button>
                  )}
                </td>
              );
            })}
            <td className={styles.ref}>{test.range}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
