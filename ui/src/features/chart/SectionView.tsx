import type { Chart } from "~/generated/Chart";
import type { Section } from "~/generated/Section";
import type { SectionHead } from "~/generated/SectionHead";
import { Empty } from "~/components/Empty";
import { FailureNotice } from "~/components/Notice";
import { Panel } from "~/components/Panel";
import { Reading } from "~/components/Reading";
import { useNow } from "~/foundations/clock";
import { emptyWords } from "~/foundations/coverage";
import { href } from "~/foundations/route";
import { titleOf, useEnglish, useTexts } from "~/foundations/texts/texts";
import { count, nameOr } from "~/foundations/words";
import { Bring } from "~/features/documents/Bring";
import { Images } from "~/features/images/Images";
import { Completeness } from "./Completeness";
import { HeldBack } from "./HeldBack";
import { FlowsheetView } from "./flowsheet/FlowsheetView";
import { NotesView } from "./notes/NotesView";
import { sourceLine } from "./plot/source";
import { AllergiesView } from "./sections/AllergiesView";
import { EncountersView } from "./sections/EncountersView";
import { ImmunizationsView } from "./sections/ImmunizationsView";
import { ListsView } from "./sections/ListsView";
import { MedicationsView } from "./sections/MedicationsView";
import { ProblemsView } from "./sections/ProblemsView";
import { RecordsView } from "./sections/RecordsView";
import { SummaryView } from "./sections/SummaryView";
import { WaitingHere } from "~/features/outbox/WaitingHere";
import { WriteLinks } from "~/features/writing/WriteLinks";
import { TIMELINE } from "./tabOrder";
import { TimelineView } from "./timeline/TimelineView";
import { type Rows, useRows } from "./useRows";
import styles from "./chart.module.css";

interface Props {
  chart: Chart;
  section: string;
  record: string | null;
}

export function SectionView({ chart, section, record }: Props) {
  const patient = chart.banner.patient.id;
  const head = chart.sections.find((one) => one.section === section);
  const t = useTexts();
  const inEnglish = useEnglish();
  const rows = useRows(patient, section, head);
  if (section === TIMELINE) return <TimelineView chart={chart} />;
  if (head === undefined) return <Empty title="There is no such section in this chart." />;
  if (rows.section?.kind === "summary") 
    return (
      <div {...inEnglish} className={styles.inEnglish}>
        <SummaryView chart={chart} summary={rows.section.rows} />
      </div>
    );
  return (
    <Panel fill title={titleOf(t, section, head.title)} note={note(head, rows)} aside={<SectionAside patient={patient} head={head} />}>
      {rows.failure && <FailureNotice failure={rows.failure} />}
      {rows.pending && <Reading />}
      {head.heldBack > 0 && <HeldBack n={head.heldBack} patient={patient} />}
      <WaitingHere patient={patient} section={section} />
      {section === "imaging" && (
        <div {...inEnglish} className={styles.inEnglish}>
          <Images patient={patient} name={nameOr(chart.banner.patient.name)} />
        </div>
      )}
      {rows.section && (
        <div {...inEnglish} className={styles.inEnglish}>
          {rows.section.kind === "notes" ? (
            <Bring patient={patient} name={nameOr(chart.banner.patient.name)}>
              <Body chart={chart} head={head} section={rows.section} record={record} />
            </Bring>
          ) : (
            <Body chart={chart} head={head} section={rows.section} record={record} />
          )}
        </div>
      )}
    </Panel>
  );
}

/** Completeness, and a way to all of what was asked for this section. */
function SectionAside({ patient, head }: { patient: string; head: SectionHead }) {
  return (
    <div className={styles.ledger}>
      <WriteLinks patient={patient} section={head.section} />
      <Completeness head={head} />
      <a href={href({ page: "patient-ledger", patient, section: head.section })} aria-label={`Ledger of ${head.title}`}>
        Ledger
      </a>
    </div>
  );
}

function note(head: SectionHead, { section, first }: Rows): string {
  if (first !== null) return `newest ${count(first)} of ${count(head.count)}, the others are on their way`;
  if (section?.kind === "results" || section?.kind === "vitals") {
    const tests = section.rows.groups.reduce((sum, group) => sum + group.tests.length, 0);
    const dates = section.rows.columnsInAll ?? section.rows.columns.length;
    if (tests > 0) return `${count(tests)} tests, ${count(dates)} dates`;
  }
  if (head.count === 0 && head.coverage.state !== "complete") return "";
  return count(head.count);
}

function Body({ chart, head, section, record }: { chart: Chart; head: SectionHead; section: Section; record: string | null }) {
  const now = useNow();
  switch (section.kind) {
    case "summary":
      return null;
    case "allergies":
      return <AllergiesView head={head} allergies={section.rows} record={record} />;
    case "results":
    case "vitals":
      if (section.rows.groups.length === 0) return <Nothing head={head} />;
      return <FlowsheetView patient={chart.banner.patient.id} label={head.title} sheet={section.rows} from={sourceLine(chart, head, now)} record={record} />;
  }
  if (section.rows.length === 0) return <Nothing head={head} />;
  switch (section.kind) {
    case "medications":
      return <MedicationsView rows={section.rows} record={record} />;
    case "problems":
      return <ProblemsView rows={section.rows} record={record} />;
    case "immunizations":
      return <ImmunizationsView rows={section.rows} record={record} />;
    case "encounters":
      return <EncountersView rows={section.rows} record={record} />;
    case "notes":
      return <NotesView rows={section.rows} record={record} />;
    case "lists":
      return <ListsView lists={section.rows} record={record} />;
    case "records":
      return <RecordsView label={head.title} rows={section.rows} record={record} />;
  }
}

/** An empty section says who said so, or that it is not known. */
export function Nothing({ head }: { head: SectionHead }) {
  const now = useNow();
  const words = emptyWords(head.coverage, head.reads, now);
  // What is held back is said above: there is not nothing.
  if (head.heldBack > 0) return <Empty title="Nothing that is for you to see." unknown />;
  return (
    <Empty title={words.title} unknown={!words.known}>
      {words.text}
    </Empty>
  );
}
