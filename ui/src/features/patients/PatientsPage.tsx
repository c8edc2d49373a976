import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Button } from "~/components/Button";
import { Empty } from "~/components/Empty";
import { Grid } from "~/components/Grid";
import { FailureNotice } from "~/components/Notice";
import { Page } from "~/components/Page";
import { Panel } from "~/components/Panel";
import { Reading } from "~/components/Reading";
import { NotOnTheList } from "~/features/glass/NotOnTheList";
import { LeavingSoon } from "~/features/leaving/LeavingSoon";
import type { OwnList } from "~/generated/OwnList";
import { useNow } from "~/foundations/clock";
import { chart, go } from "~/foundations/route";
import { useTexts } from "~/foundations/texts/texts";
import { count, nameOr } from "~/foundations/words";
import { typing } from "~/foundations/typing";
import { useAsk } from "~/platform/ask";
import { useMay } from "~/platform/may";
import { FetchLists } from "./FetchLists";
import { ListStatus } from "./ListStatus";
import { ListTabs } from "./ListTabs";
import { WardList } from "./WardList";
import { patientColumns } from "./columns";
import { listTitle } from "./listTitles";
import styles from "./patients.module.css";
import { usePatientPages } from "./usePatientPages";

/** Everybody on this workstation. Typing narrows, arrows move, Enter opens. */
export function PatientsPage({ list }: { list: string | null }) {
  const t = useTexts();
  const now = useNow();
  const [text, setText] = useState("");
  const [seen, setSeen] = useState({ first: 0, last: 40 });
  const input = useRef<HTMLInputElement>(null);
  const connections = useAsk("list_connections", undefined).data ?? [];
  const { head, total, rowAt } = usePatientPages(list, text.trim(), seen.first, seen.last);
  const columns = useMemo(() => patientColumns(t, now, connections.length > 1), [t, now, connections.length]);
  const onVisible = useCallback((first: number, last: number) => setSeen({ first, last }), []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "/" || typing(event.target) || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      input.current?.focus();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  const here = head.data?.here ?? 0;
  const lists = useAsk("own_lists", undefined).data ?? [];
  const shown = lists.find((one) => one.id === list);
  const onIt = shown === undefined ? here : shown.here;
  return (
    <Page
      title={t.patients}
      fill
      aside={
        <>
          <NotOnTheList />
          <FetchLists connections={connections} />
          <ListStatus />
        </>
      }
    >
      <ListTabs lists={lists} current={list} everybody={here} />
      <LeavingSoon />
      {shown?.kind === "ward" && <WardList list={shown} />}
      <div className={styles.search}>
        <input
          ref={input}
          type="search"
          aria-label={t.findInTheList}
          placeholder={t.findHint}
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "ArrowDown") return;
            event.preventDefault();
            document.querySelector<HTMLElement>("[role=grid]")?.focus();
          }}
        />
        <kbd aria-hidden="true">/</kbd>
      </div>
      {head.isError && <FailureNotice failure={head.error.failure} />}
      {head.isPending && <Reading />}
      {head.data && (
        <Panel fill title={shown === undefined ? t.onThisWorkstation : listTitle(shown, t)} note={text.trim() === "" ? count(total) : t.ofMany(count(total), count(onIt))}>
          {total === 0 ? (
            shown !== undefined && onIt === 0 ? <NobodyOn list={shown} /> : <NoPatients here={here} connected={connections.length > 0} />
          ) : (
            <Grid
              key={text.trim()}
              label={t.patients}
              fixed
              columns={columns}
              count={total}
              rowAt={rowAt}
              keyOf={(row) => row.id}
              nameOf={(row) => nameOr(row.name)}
              onOpen={(row) => go(chart(row.id))}
              onVisible={onVisible}
            />
          )}
        </Panel>
      )}
    </Page>
  );
}

const NOBODY: Record<OwnList["kind"], string> = {
  mine: "“My patient” in the banner of a chart puts somebody here.",
  starred: "The star in the banner of a chart puts somebody here.",
  recent: "Charts that were opened here stand here, the last one first.",
  ward: "Nobody of this list is on this workstation.",
};

const NobodyOn = ({ list }: { list: OwnList }) => <Empty title="Nobody yet.">{NOBODY[list.kind]}</Empty>;

function NoPatients({ here, connected }: { here: number; connected: boolean }) {
  const may = useMay();
  if (here > 0) return <Empty title="Nobody on this workstation matches." />;
  // They may be here, and others see them.
  if (!connected && !may("manage-connections"))
    return <Empty title="No patients that you see.">An administrator connects this workstation to an EHR, and says who sees which connection. Ask one.</Empty>;
  return (
    <Empty title="No patients on this workstation yet.">
      <p>{connected ? "Sign in to a connection, choose patients and sync them." : "Connect an EHR first, then choose patients and sync them."}</p>
      <div style={{ marginTop: 12 }}>
        <Button look="main" {...(connected ? {} : { needs: "manage-connections" })} onPress={() => go({ page: connected ? "connections" : "add-connection" })}>
          {connected ? "Go to connections" : "Connect an EHR"}
        </Button>
      </div>
    </Empty>
  );
}
