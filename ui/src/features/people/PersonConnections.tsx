import { useState } from "react";
import type { Person } from "~/generated/Person";
import { Button } from "~/components/Button";
import { Check } from "~/components/Check";
import { FailureNotice } from "~/components/Notice";
import { useAct, useAsk } from "~/platform/ask";
import styles from "./people.module.css";

/** Which connections somebody sees: all, or chosen ones. Nothing for who opens no charts. */
export function PersonConnections({ person }: { person: Person }) {
  const [open, setOpen] = useState(false);
  const all = useAsk("list_connections", undefined).data ?? [];
  const set = useAct("set_person_connections");
  if (person.role === "auditor" || person.role === "administrator") return null;
  const chosen = person.connections;
  const put = (connections: string[] | null) => set.mutate({ person: person.id, connections });
  const sees = chosen === null ? "Sees all connections" : `Sees ${chosen.length} of ${all.length} connections`;
  return (
    <div className={styles.sees}>
      <Button look="quiet" aria-expanded={open} aria-label={`${person.name}: ${sees}`} onPress={() => setOpen(!open)}>
        {sees}
      </Button>
      {open && (
        <fieldset className={styles.chosen}>
          <legend className="hidden-text">Connections that {person.name} sees</legend>
          <Check on={chosen === null} onChange={(on) => put(on ? null : all.map((one) => one.id))}>
            All, those that come later too
          </Check>
          {chosen !== null &&
            all.map(({ id, name }) => (
              <Check key={id} on={chosen.includes(id)} onChange={(on) => put(on ? [...chosen, id] : chosen.filter((one) => one !== id))}>
                {name}
              </Check>
            ))}
        </fieldset>
      )}
      {set.isError && <FailureNotice failure={set.error.failure} />}
    </div>
  );
}
