import { useEffect, useId, useMemo, useRef, useState } from "react";
import type { Flowsheet } from "~/generated/Flowsheet";
import { useNow } from "~/foundations/clock";
import { columnHead } from "~/foundations/time";
import { useSource } from "../source/SourceSide";
import { PlotPanel } from "../plot/PlotPanel";
import { usePlotted } from "../plot/usePlotted";
import { FlowRow } from "./FlowRow";
import { Legend } from "./Legend";
import { rowsOf, sentence } from "./sheet";
import { startAt, useCursor } from "./useCursor";
import { RANGE, TREND, useLayout } from "./useLayout";
import styles from "./flowsheet.module.css";

interface Props {
  patient: string;
  label: string;
  sheet: Flowsheet;
  /** Where the results are from, for what is copied. */
  from: string;
  /** Record to begin at. */
  record: string | null;
}

/** Tests down, times across. Arrows move from cell to cell; Enter or `i` shows a cell's source, `p` plots. */
export function FlowsheetView({ patient, label, sheet, from, record }: Props) {
  const now = useNow();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const source = useSource();
  const rows = useMemo(() => rowsOf(sheet), [sheet]);
  const layout = useLayout(scroller, rows, sheet.columns.length);
  const [touched, setTouched] = useState(record !== null);
  const plot = usePlotted(rows);
  const cursor = useCursor(rows, sheet.columns.length, startAt(rows, record), layout.down, layout.across);
  const row = rows[cursor.row];
  const cell = row?.kind === "test" ? row.byColumn.get(cursor.column) : undefined;
  const plotted = plot.tests.length > 0;
  const { down } = layout;
  const cursorRow = cursor.row;
  useEffect(() => {
    // The plot takes its room from the sheet: the row that was plotted stays in sight.
    if (plotted) down.scrollToIndex(cursorRow);
    // Only when it opens; later the person scrolls.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [plotted]);
  const open = () => {
    if (row?.kind === "test" && cell !== undefined) source(cell.record, row.test.name, [cell.record, ...cell.others]);
  };
  // The cell of the cursor is in the page only while it is near what is in sight.
  const here = layout.items.some((item) => item.index === cursor.row) && layout.columns.some((item) => item.index === cursor.column);
  const spare = (width: number, key: string) => width > 0 && <col key={key} style={{ width }} />;
  return (
    <>
      <div ref={scroller} className={styles.scroller}>
        <table
          className={styles.sheet}
          role="grid"
          aria-label={label}
          aria-rowcount={rows.length + 1}
          aria-colcount={sheet.columns.length + 3}
          style={{ minWidth: layout.least }}
          tabIndex={0}
          aria-activedescendant={here ? `${id}-${cursor.row}-${cursor.column}` : undefined}
          onFocus={() => setTouched(true)}
          onKeyDown={(event) => {
            if (event.ctrlKey || event.metaKey || event.altKey) return;
            if (event.key === "Enter" || event.key === "i") open();
            else if (event.key === "p" && row?.kind === "test") plot.toggle(row.test);
            else if (!cursor.move(event.key)) return;
            event.preventDefault();
          }}
        >
          <colgroup>
            <col />
            <col style={{ width: TREND }} />
            {spare(layout.left, "left")}
            {layout.columns.map((column) => (
              <col key={column.key} style={{ width: layout.width }} />
            ))}
            {spare(layout.right, "right")}
            <col style={{ width: RANGE }} />
          </colgroup>
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col" className={styles.test}>
                Test
              </th>
              <th scope="col" className={styles.trend}>
                Trend
              </th>
              {layout.left > 0 && <td aria-hidden="true" />}
              {layout.columns.map((item) => {
                const head = columnHead(sheet.columns[item.index]?.date ?? "", now);
                return (
                  <th key={item.key} scope="col" aria-colindex={item.index + 3} title={head.full}>
                    <span className={styles.day}>{head.top}</span>
                    <span className={styles.time}>{head.below}</span>
                  </th>
                );
              })}
              {layout.right > 0 && <td aria-hidden="true" />}
              <th scope="col" className={styles.range}>
                Reference
              </th>
            </tr>
          </thead>
          <tbody>
            {layout.above > 0 && <Gap height={layout.above} />}
            {layout.items.map((item) => {
              const one = rows[item.index];
              return (
                one && (
                  <FlowRow
                    key={item.key}
                    id={id}
                    row={one}
                    index={item.index}
                    sheet={sheet}
                    layout={layout}
                    active={item.index === cursor.row ? cursor.column : null}
                    onPick={(column, twice) => {
                      cursor.set(item.index, column);
                      setTouched(true);
                      if (twice) open();
                    }}
                    onPlot={() => {
                      if (one.kind !== "test") return;
                      cursor.set(item.index, cursor.column);
                      plot.toggle(one.test);
                    }}
                  />
                )
              );
            })}
            {layout.below > 0 && <Gap height={layout.below} />}
          </tbody>
        </table>
      </div>
      {plot.tests.length > 0 && <PlotPanel patient={patient} sheet={sheet} tests={plot.tests} source={from} onChange={plot.set} />}
      <Legend>
        {touched && row?.kind === "test" ? sentence(row.test, cell, sheet.columns[cursor.column], now) : null}
      </Legend>
    </>
  );
}

const Gap = ({ height }: { height: number }) => (
  <tr aria-hidden="true">
    <td aria-hidden="true" style={{ height, padding: 0, border: 0 }} />
  </tr>
);
