import type { Flowsheet } from "~/generated/Flowsheet";
import { isAbnormal, isCritical } from "~/components/Abnormal";
import { Sparkline } from "~/components/Sparkline";
import { cx } from "~/foundations/cx";
import { CellView } from "./CellView";
import { trendOf, type SheetRow } from "./sheet";
import type { useLayout } from "./useLayout";
import styles from "./flowsheet.module.css";

interface Props {
  id: string;
  row: SheetRow;
  index: number;
  sheet: Flowsheet;
  layout: ReturnType<typeof useLayout>;
  /** Column of the cursor, where it is in this row. */
  active: number | null;
  onPick: (column: number, twice: boolean) => void;
  /** Draws the row's test over time. */
  onPlot: () => void;
}

export function FlowRow({ id, row, index, sheet, layout, active, onPick, onPlot }: Props) {
  if (row.kind === "group")
    return (
      <tr className={styles.group} aria-rowindex={index + 2}>
        <th scope="rowgroup" colSpan={layout.span}>
          <span>{row.name}</span>
        </th>
      </tr>
    );
  const { test, byColumn } = row;
  return (
    <tr aria-rowindex={index + 2} aria-selected={active !== null} className={cx(active !== null && styles.here)}>
      <th scope="row" className={styles.test} title={test.name}>
        {test.name} {test.unit !== null && <span className={styles.unit}>{test.unit}</span>}
      </th>
      <td className={styles.trend} title={`Plot ${test.name} (p)`} onClick={onPlot}>
        <Sparkline points={trendOf(test, sheet.columns)} low={test.rangeLow} high={test.rangeHigh} label={`Trend of ${test.name}`} />
      </td>
      {layout.left > 0 && <td aria-hidden="true" />}
      {layout.columns.map((item) => {
        const cell = byColumn.get(item.index);
        return (
          // The grid hears the keys; a click only moves its cursor.
           
          <td
            key={item.key}
            id={`${id}-${index}-${item.index}`}
            aria-colindex={item.index + 3}
            className={cx(
              cell && isAbnormal(cell.abnormality) && styles.abnormal,
              cell && isCritical(cell.abnormality) && styles.critical,
              cell?.new && styles.new,
              active === item.index && styles.cursor,
            )}
            onClick={() => onPick(item.index, false)}
            onDoubleClick={() => onPick(item.index, true)}
          >
            {cell && <CellView cell={cell} />}
          </td>
        );
      })}
      {layout.right > 0 && <td aria-hidden="true" />}
      <td className={styles.range}>{test.range}</td>
    </tr>
  );
}
