import type { Cell } from "~/generated/Cell";
import type { Flowsheet } from "~/generated/Flowsheet";
import type { TestRow } from "~/generated/TestRow";
import { isAbnormal, isCritical } from "~/components/Abnormal";
import { Sparkline } from "~/components/Sparkline";
import { cx } from "~/foundations/cx";
import { useNow } from "~/foundations/clock";
import { columnHead, fhirDate } from "~/foundations/time";
import { CellView } from "../flowsheet/CellView";
import { rowsOf, trendOf } from "../flowsheet/sheet";
import { isWithdrawn } from "../plot/points";
import flow from "../flowsheet/flowsheet.module.css";
import { useSource } from "../source/SourceSide";
import styles from "./summary.module.css";

const TESTS = 10;
const DATES = 3;

/** The last dates of the tests that matter first; a test last done before those stands with its own date. */
export function SummaryResults({ sheet }: { sheet: Flowsheet }) {
  const now = useNow();
  const source = useSource();
  const columns = sheet.columns.slice(0, DATES);
  const all = rowsOf(sheet)
    .filter((row) => row.kind === "test")
    .map((row) => ({ ...row, newest: row.test.cells.find((cell) => !isWithdrawn(cell)) ?? row.test.cells[0] }));
  // However many are abnormal, none of them is left out.
  const rows = all.filter(({ newest }, n) => n < TESTS || (newest !== undefined && isAbnormal(newest.abnormality)));
  const look = (cell: Cell | undefined) =>
    cell && cx(isAbnormal(cell.abnormality) && flow.abnormal, isCritical(cell.abnormality) && flow.critical, cell.new && flow.new);
  const shown = (test: TestRow, cell: Cell | undefined) =>
    cell && (
      <button type="button" className={styles.cellButton} title="Source" onClick={() => source(cell.record, test.name, [cell.record, ...cell.others])}>
        <CellView cell={cell} />
      </button>
    );
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
        {rows.map(({ test, byColumn, newest }) => (
          <tr key={test.key}>
            <th scope="row" className={styles.test} title={[test.name, test.unit].filter(Boolean).join(" ")}>
              {test.name} {test.unit !== null && <span className={flow.unit}>{test.unit}</span>}
            </th>
            <td className={styles.trend}>
              <Sparkline points={trendOf(test, sheet.columns)} low={test.rangeLow} high={test.rangeHigh} label={`Trend of ${test.name}`} />
            </td>
            {newest !== undefined && newest.column >= columns.length ? (
              <td colSpan={columns.length} className={look(newest)}>
                {shown(test, newest)} <span className={flow.time}>{fhirDate(sheet.columns[newest.column]?.date ?? "", now)}</span>
              </td>
            ) : (
              columns.map((_, n) => (
                <td key={n} className={look(byColumn.get(n))}>
                  {shown(test, byColumn.get(n))}
                </td>
              ))
            )}
            <td className={styles.ref} title={test.range ?? undefined}>
              {test.range}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
