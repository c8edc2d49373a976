import { useState, type SubmitEvent } from "react";
import type { SyncScope } from "~/generated/SyncScope";
import { Button } from "~/components/Button";
import { Empty } from "~/components/Empty";
import { Field } from "~/components/Field";
import { FailureNotice, Notice } from "~/components/Notice";
import { Page } from "~/components/Page";
import { Panel } from "~/components/Panel";
import { go } from "~/foundations/route";
import { many } from "~/foundations/words";
import { useAct, useAsk } from "~/platform/ask";
import { FoundTable } from "./FoundTable";
import styles from "./connections.module.css";

/** Choose patients: find them at the EHR, tick them, sync them. */
export function ChoosePatients({ connection }: { connection: string }) {
  const [text, setText] = useState("");
  const [asked, setAsked] = useState<string | null>(null);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const name = useAsk("list_connections", undefined).data?.find((one) => one.id === connection)?.name ?? "";
  const found = useAsk("find_patients", { connection, text: asked ?? "" }, { enabled: asked !== null });
  const sync = useAct("start_sync");
  const start = (scope: SyncScope) => sync.mutate({ connection, scope }, { onSuccess: () => go({ page: "sync" }) });
  const search = (event: SubmitEvent) => {
    event.preventDefault();
    if (text.trim() === asked) void found.refetch();
    setAsked(text.trim());
  };
  const tick = (id: string, on: boolean) => {
    const next = new Set(ticked);
    if (on) next.add(id);
    else next.delete(id);
    setTicked(next);
  };
  return (
    <Page
      title={name === "" ? "Choose patients" : `Choose patients at ${name}`}
      fill
      aside={
        <>
          <Button isDisabled={sync.isPending} onPress={() => start({ kind: "all" })}>
            Sync all patients
          </Button>
          <Button look="main" isDisabled={ticked.size === 0 || sync.isPending} onPress={() => start({ kind: "patients", fhirIds: [...ticked] })}>
            {ticked.size === 0 ? "Sync ticked" : `Sync ${many(ticked.size, "patient")}`}
          </Button>
        </>
      }
    >
      {sync.isError && <FailureNotice failure={sync.error.failure} />}
      <form className={styles.search} onSubmit={search}>
        <Field label="Find at the EHR" value={text} onChange={setText} placeholder="Name, MRN or birth date (YYYY-MM-DD)" />
        <Button type="submit" isDisabled={found.isFetching}>
          {found.isFetching ? "Asking the EHR…" : "Search at the EHR"}
        </Button>
      </form>
      {found.isError && <FailureNotice failure={found.error.failure} />}
      {found.data?.notes.map((note) => (
        <Notice key={note} tone="stale" title="The EHR says">
          {note}
        </Notice>
      ))}
      {found.data && (
        <Panel fill title="Found" note={many(found.data.patients.length, "patient")} aside={found.data.more && "The EHR has more: narrow the search"}>
          {found.data.patients.length === 0 ? (
            <Empty title="The EHR found nobody by that." />
          ) : (
            <FoundTable patients={found.data.patients} ticked={ticked} onTick={tick} onAll={setTicked} />
          )}
        </Panel>
      )}
    </Page>
  );
}
