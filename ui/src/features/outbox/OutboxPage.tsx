import { useState } from "react";
import { Button } from "~/components/Button";
import { Choices } from "~/components/Choices";
import { Empty } from "~/components/Empty";
import { Grid } from "~/components/Grid";
import { FailureNotice } from "~/components/Notice";
import { Page } from "~/components/Page";
import { Panel } from "~/components/Panel";
import { Reading } from "~/components/Reading";
import { useNow } from "~/foundations/clock";
import { go } from "~/foundations/route";
import { count } from "~/foundations/words";
import { useAct, useAsk } from "~/platform/ask";
import { columns } from "./columns";
import { ItemSide } from "./ItemSide";
import styles from "./outbox.module.css";

const AT_ONCE = 500;
type View = "waiting" | "all";

/** What is written here and has to reach an EHR: what waits, why, since when, and what happens next. */
export function OutboxPage({ item }: { item: string | null }) {
  const [view, setView] = useState<View>("waiting");
  const now = useNow();
  const ended = view === "all";
  const outbox = useAsk("list_outbox", { connection: null, patient: null, ended, offset: 0, limit: AT_ONCE }, { keep: true });
  const send = useAct("send_outbox");
  const page = outbox.data;
  const views = [
    { value: "waiting", title: `Waiting ${count(page?.waiting ?? 0)}` },
    { value: "all", title: "With confirmed and withdrawn" },
  ] as const;
  return (
    <Page
      title="Outbox"
      fill
      beside={page && page.forPerson > 0 ? <span className={styles.forYou}>{count(page.forPerson)} for you to decide</span> : undefined}
      aside={
        <Button look="main" needs="sync" isDisabled={send.isPending || (page?.waiting ?? 0) === 0} onPress={() => send.mutate({ connection: null })}>
          {send.isPending ? "Sending…" : "Send now"}
        </Button>
      }
    >
      {outbox.isError && <FailureNotice failure={outbox.error.failure} />}
      {send.isError && <FailureNotice failure={send.error.failure} />}
      <Choices label="Show" value={view} choices={views} onChange={setView} inline bare />
      {outbox.isPending && <Reading />}
      {page && (
        <div className={styles.beside}>
          <Panel fill title={ended ? "Everything written here" : "Waiting"} note={noted(page.rows.length, page.total, page.confirmed)}>
            {page.rows.length === 0 ? (
              <Empty title={ended ? "Nothing was written here yet." : "Nothing waits."}>
                {ended ? "Records are added from a chart’s sections." : "Everything that was written here is in its EHR, or was taken back."}
              </Empty>
            ) : (
              <Grid
                label="Outbox"
                columns={columns(now, item !== null)}
                count={page.rows.length}
                rowAt={(n) => page.rows[n]}
                keyOf={(row) => row.item}
                nameOf={(row) => row.title}
                onOpen={(row) => go({ page: "outbox", item: row.item })}
              />
            )}
          </Panel>
          {item !== null && <ItemSide key={item} item={item} onClose={() => go({ page: "outbox", item: null })} />}
        </div>
      )}
    </Page>
  );
}

function noted(shown: number, total: number, confirmed: number): string {
  const part = shown < total ? `the first ${count(shown)} of ${count(total)}` : count(total);
  return `${part}; ${count(confirmed)} confirmed in all`;
}
