import { useMemo, useState } from "react";
import type { Chart } from "~/generated/Chart";
import { Button } from "~/components/Button";
import { Empty } from "~/components/Empty";
import { Grid } from "~/components/Grid";
import { FailureNotice } from "~/components/Notice";
import { Panel } from "~/components/Panel";
import { Reading } from "~/components/Reading";
import { useNow } from "~/foundations/clock";
import { isoDay } from "~/foundations/time";
import { count, many } from "~/foundations/words";
import { COLUMNS, keyOf, spanName } from "./columns";
import { Kinds } from "./Kinds";
import { SpanPanel } from "./SpanPanel";
import { TwoDates } from "./TwoDates";
import { useTimeline } from "./useTimeline";
import { Years } from "./Years";
import styles from "./timeline.module.css";

/** The chart over time: encounters with what belongs to them, the days between, and two days compared. */
export function TimelineView({ chart }: { chart: Chart }) {
  const patient = chart.banner.patient.id;
  const [kind, setKind] = useState("");
  const [open, setOpen] = useState<string | null>(null);
  const [year, setYear] = useState<number | null>(null);
  const [comparing, setComparing] = useState(false);
  const today = isoDay(useNow());
  const { timeline, more, failure } = useTimeline(patient, today);
  const all = timeline?.spans;
  const spans = useMemo(() => (all ?? []).filter((span) => kind === "" || span.counts.some((one) => one.section === kind)), [all, kind]);
  const columns = useMemo(() => COLUMNS(chart.sections, kind), [chart.sections, kind]);
  if (failure) return <FailureNotice failure={failure} />;
  if (timeline === undefined) return <Reading />;
  // What is still to come stands above; the chart opens at what was.
  const begins = spans.find((span) => (year === null ? span.date.slice(0, 10) <= today : span.year <= year)) ?? spans[0];
  const shown = spans.find((span) => keyOf(span) === open) ?? begins;
  const start = Math.max(0, spans.findIndex((span) => span === (year === null ? shown : begins)));
  const undated = timeline.undated.reduce((sum, one) => sum + one.records, 0);
  return (
    <Panel
      fill
      title="Timeline"
      note={more ? `newest ${count(timeline.spans.length)} of ${count(timeline.inAll)} encounters and days, the others are on their way` : `${count(spans.length)} encounters and days${undated > 0 ? `; ${many(undated, "record")} without a date in the other sections only` : ""}`}
      aside={
        <div className={styles.tools}>
          <Kinds sections={chart.sections} spans={timeline.spans} kind={kind} onKind={setKind} />
          <Years
            spans={spans}
            year={year}
            onYear={(next) => {
              setOpen(null);
              setYear(next);
            }}
          />
          <Button aria-pressed={comparing} onPress={() => setComparing(!comparing)}>
            Compare two dates
          </Button>
        </div>
      }
    >
      {comparing ? (
        <TwoDates patient={patient} spans={timeline.spans} />
      ) : spans.length === 0 || shown === undefined ? (
        <Empty title={kind === "" ? "Nothing here has a date." : "Nothing of this kind has a date."} unknown />
      ) : (
        <div className={styles.timeline}>
          <div className={styles.list}>
            <Grid
              key={`${kind} ${String(year)}`}
              label="Timeline"
              columns={columns}
              count={spans.length}
              rowAt={(index) => spans[index]}
              keyOf={keyOf}
              nameOf={spanName}
              start={start}
              onOpen={(span) => setOpen(keyOf(span))}
            />
          </div>
          <SpanPanel key={keyOf(shown)} patient={patient} span={shown} kind={kind} sections={chart.sections} />
        </div>
      )}
    </Panel>
  );
}
