import { useMemo, useRef, useState, type KeyboardEvent } from "react";
import type { Flowsheet } from "~/generated/Flowsheet";
import type { TestRow } from "~/generated/TestRow";
import { Button } from "~/components/Button";
import { CloseIcon } from "~/components/Icons";
import { Select } from "~/components/Select";
import { useNow } from "~/foundations/clock";
import { fhirDate } from "~/foundations/time";
import { csvOf } from "./csv";
import { MOST } from "./drawing";
import { picture } from "./picture";
import { PlotActs } from "./PlotActs";
import { PlotCanvas } from "./PlotCanvas";
import { aligned, pointsOf } from "./points";
import { Readout } from "./Readout";
import styles from "./plot.module.css";

interface Props {
  patient: string;
  sheet: Flowsheet;
  tests: readonly TestRow[];
  source: string;
  onChange: (keys: string[]) => void;
}

/** Tests over time on one axis. Arrow keys go from result to result; what is under them is read out. */
export function PlotPanel({ patient, sheet, tests, source, onChange }: Props) {
  const now = useNow();
  const canvas = useRef<HTMLCanvasElement | null>(null);
  const [said, setSaid] = useState("");
  const { times, points } = useMemo(() => aligned(tests.map((test) => pointsOf(test, sheet.columns))), [tests, sheet]);
  const [chosen, setChosen] = useState<number | null>(null);
  // Until somebody points at another, the newest is read out.
  const at = times.length === 0 ? null : Math.min(chosen ?? times.length - 1, times.length - 1);
  const keys = tests.map((test) => test.key);
  const others = sheet.groups.flatMap((group) => group.tests).filter((test) => !keys.includes(test.key) && pointsOf(test, sheet.columns).length > 0);
  const time = at === null ? undefined : times[at];
  const date = sheet.columns.find((column) => column.at === time)?.date ?? null;
  const onKey = (event: KeyboardEvent) => {
    const last = times.length - 1;
    const from = at ?? last + 1;
    const to = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: last }[event.key];
    if (to === undefined || last < 0) return;
    event.preventDefault();
    setChosen(Math.max(0, Math.min(last, to)));
  };
  const inAll = sheet.columnsInAll ?? 0;
  const fewer = inAll > sheet.columns.length ? `the newest ${sheet.columns.length} of ${inAll} times` : null;
  return (
    <section className={styles.plot} aria-label="Plot">
      <header className={styles.head}>
        <h3>
          {tests.map((test) => test.name).join(", ")}
          {fewer !== null && <span className={styles.time}> · {fewer}</span>}
        </h3>
        <span role="status">{said}</span>
        {tests.length < MOST && others.length > 0 && (
          <Select
            label="Add a test"
            value=""
            options={[{ value: "", title: "Choose…" }, ...others.map((test) => ({ value: test.key, title: test.name }))]}
            onChange={(key) => onChange([...keys, key])}
          />
        )}
        <PlotActs patient={patient} values={() => csvOf(tests, sheet.columns, source)} drawn={async () => (canvas.current === null ? null : await picture(canvas.current, tests, source))} onSaid={setSaid} />
        <Button look="icon" aria-label="Close plot" onPress={() => onChange([])}>
          <CloseIcon />
        </Button>
      </header>
      <div className={styles.body}>
        {/* A slider over times: the arrows move it, its value is the readout. */}
        <div
          className={styles.hold}
          role="slider"
          tabIndex={0}
          aria-label="Time in the plot"
          aria-valuemin={0}
          aria-valuemax={Math.max(0, times.length - 1)}
          aria-valuenow={at ?? Math.max(0, times.length - 1)}
          aria-valuetext={date === null ? "no time chosen" : [fhirDate(date, now), ...tests.map((test, n) => (points[n]?.[at ?? -1] ? `${test.name} ${points[n][at ?? -1]?.cell.value ?? ""} ${test.unit ?? ""}` : ""))].filter(Boolean).join(", ")}
          onKeyDown={onKey}
        >
          <PlotCanvas tests={tests} times={times} points={points} at={at} onHover={setChosen} onDrawn={(drawn) => (canvas.current = drawn)} />
        </div>
        <Readout tests={tests} points={points.map((some) => (at === null ? null : (some[at] ?? null)))} time={date === null ? null : fhirDate(date, now)} onRemove={(test) => onChange(keys.filter((key) => key !== test.key))} />
      </div>
    </section>
  );
}
