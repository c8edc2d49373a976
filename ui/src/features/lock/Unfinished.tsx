import { useState } from "react";
import type { KeptDraft } from "~/generated/KeptDraft";
import { Button } from "~/components/Button";
import { FailureNotice } from "~/components/Notice";
import { useMay } from "~/platform/may";
import { useNow } from "~/foundations/clock";
import { go, href, useRoute } from "~/foundations/route";
import { moment } from "~/foundations/time";
import { many, nameOr } from "~/foundations/words";
import { useAct, useAsk } from "~/platform/ask";
import styles from "./lock.module.css";
import { routeOf } from "./places";

/** Forms that were open when the window locked or closed, offered again; not while one of them is on the screen. */
export function Unfinished() {
  const may = useMay()("write-records");
  const drafts = useAsk("kept_drafts", undefined, { enabled: may }).data;
  const here = href(useRoute());
  // Those that were there when the window opened: what is being typed now needs no reminder.
  const [offered, setOffered] = useState<readonly KeptDraft[] | null>(null);
  if (drafts !== undefined && offered === null) setOffered(drafts);
  const left = (offered ?? []).filter((one) => drafts?.some((draft) => draft.place === one.place) === true);
  const others = left.filter((one) => {
    const route = routeOf(one);
    return route !== null && href(route) !== here;
  });
  if (others.length === 0) return null;
  return (
    <aside className={styles.unfinished} aria-label="Not finished">
      <strong>{many(others.length, "form")} not finished</strong>
      <ul>
        {others.slice(0, 3).map((draft) => (
          <Offer key={draft.place} draft={draft} />
        ))}
      </ul>
      <Button look="quiet" onPress={() => setOffered([])}>
        Later
      </Button>
    </aside>
  );
}

function Offer({ draft }: { draft: KeptDraft }) {
  const now = useNow();
  const drop = useAct("drop_draft");
  const route = routeOf(draft);
  return (
    <li>
      <span>
        {draft.title}
        {draft.patient !== null && (
          <>
            {" for "}
            <bdi>{nameOr(draft.patientName)}</bdi>
          </>
        )}
        , {moment(draft.at, now)}
      </span>
      <Button look="quiet" onPress={() => route !== null && go(route)}>
        Continue
      </Button>
      <Button look="quiet" isDisabled={drop.isPending} onPress={() => drop.mutate({ place: draft.place })}>
        Throw away
      </Button>
      {drop.isError && <FailureNotice failure={drop.error.failure} />}
    </li>
  );
}
