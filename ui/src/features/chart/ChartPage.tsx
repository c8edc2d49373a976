import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, type ReactNode } from "react";
import { Button } from "~/components/Button";
import { FailureNotice } from "~/components/Notice";
import { Page } from "~/components/Page";
import { Reading } from "~/components/Reading";
import { useScrolls } from "~/components/useScrolls";
import { GlassBand } from "~/features/glass/GlassBand";
import { OpenWithReason } from "~/features/glass/OpenWithReason";
import { useFramed } from "~/features/launch/framed";
import { go } from "~/foundations/route";
import { useTexts } from "~/foundations/texts/texts";
import { typing } from "~/foundations/typing";
import { useAsk } from "~/platform/ask";
import { applyChange } from "~/platform/changes";
import { Banner, FramedBanner } from "./Banner";
import { copyWithSource } from "./out/source";
import { TakeOut } from "./out/TakeOut";
import { SectionView } from "./SectionView";
import { SourcePanel } from "./source/SourcePanel";
import { SourceSide, useSourceSide } from "./source/SourceSide";
import { Tabs } from "./Tabs";
import styles from "./chart.module.css";
import { stepOf } from "./tabOrder";

interface Props {
  patient: string;
  section: string;
  record: string | null;
}

/** One patient's chart: who, which sections, and the section that is open. */
export function ChartPage({ patient, section, record }: Props) {
  const chart = useAsk("open_chart", { patient });
  const source = useSourceSide();
  const t = useTexts();
  const framed = useFramed();
  const [taking, setTaking] = useState(false);
  const sections = chart.data?.sections;
  const client = useQueryClient();
  const opened = chart.data !== undefined;
  useEffect(() => {
    // What was new in the list is new no longer once its chart is open.
    if (opened) applyChange(client, { kind: "patients" });
  }, [client, opened]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey || sections === undefined) return;
      const to = event.key === "]" ? stepOf(sections, section, 1) : event.key === "[" ? stepOf(sections, section, -1) : null;
      if (to !== null) go({ page: "chart", patient, section: to, record: null });
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [patient, section, sections]);
  if (chart.isError)
    return (
      <Page title="Chart" narrow>
        <FailureNotice
          failure={chart.error.failure}
          actions={
            <>
              {chart.error.failure.code === "no-access" && <OpenWithReason patient={patient} />}
              <Button onPress={() => go({ page: "patients" })}>Patients</Button>
            </>
          }
        />
      </Page>
    );
  if (chart.data === undefined) return <Reading />;
  return (
    <SourceSide value={source}>
      <main className={styles.chart} onCopy={(event) => copyWithSource(event, chart.data, section)}>
        <div>
          <GlassBand patient={patient} />
          {framed === patient ? <FramedBanner banner={chart.data.banner} /> : <Banner banner={chart.data.banner} />}
        </div>
        <div className={styles.tabsRow}>
          <Tabs patient={patient} sections={chart.data.sections} current={section} />
          <Button look="quiet" onPress={() => setTaking(true)}>
            {t.printOrExport}
          </Button>
        </div>
        {taking && <TakeOut chart={chart.data} section={section} onClose={() => setTaking(false)} />}
        <Body section={chart.data.sections.find((head) => head.section === section)?.title ?? "Section"}>
          <SectionView key={`${patient} ${section} ${record ?? ""}`} chart={chart.data} section={section} record={record} />
        </Body>
        {source.shown !== null && (
          <SourcePanel
            key={source.shown.among.join()}
            shown={source.shown}
            before={source.before}
            onTurn={source.turn}
            onFollow={source.follow}
            onBack={source.back}
            onClose={source.close}
          />
        )}
      </main>
    </SourceSide>
  );
}

function Body({ section, children }: { section: string; children: ReactNode }) {
  const scrolls = useScrolls<HTMLDivElement>(section);
  return (
    <div {...scrolls} className={styles.body}>
      {children}
    </div>
  );
}
