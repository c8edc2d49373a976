import { Check } from "~/components/Check";
import { many } from "~/foundations/words";
import { useAsk } from "~/platform/ask";
import styles from "./connections.module.css";

interface Props {
  connection: string;
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}

/** Lists that this EHR keeps, to be ticked; who is on them is asked for anew at each sync. */
export function ChosenLists({ connection, chosen, onChange }: Props) {
  const asked = useAsk("own_lists", undefined);
  const lists = (asked.data ?? []).filter((list) => list.connection === connection);
  const named = (title: string | null, members: number | null) => `${title ?? "A list without a name"}${members === null ? "" : ` (${many(members, "patient")})`}`;
  // One that is no longer here can only be left out.
  const gone = asked.data === undefined ? [] : chosen.filter((id) => !lists.some((list) => list.id === id));
  const put = (id: string, on: boolean) => onChange(on ? [...chosen, id] : chosen.filter((other) => other !== id));
  return (
    <div className={styles.within} role="group" aria-label="Lists of the EHR">
      {lists.map((list) => (
        <Check key={list.id} on={chosen.includes(list.id)} onChange={(on) => put(list.id, on)}>
          <bdi>{named(list.title, list.members)}</bdi>
        </Check>
      ))}
      {gone.map((id) => (
        <Check key={id} on onChange={() => put(id, false)}>
          A list that is no longer here
        </Check>
      ))}
      {asked.data && lists.length === 0 && <p className={styles.counts}>No list of this EHR has been read. The patient list reads them.</p>}
    </div>
  );
}
