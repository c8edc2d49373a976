import { useState } from "react";
import type { Person } from "~/generated/Person";
import { Button } from "~/components/Button";
import { Confirm } from "~/components/Confirm";
import { FailureNotice } from "~/components/Notice";
import { Select } from "~/components/Select";
import { useAct } from "~/platform/ask";
import { PersonConnections } from "./PersonConnections";
import { ROLES } from "./roles";
import styles from "./people.module.css";

/** Somebody, with their role and a way to remove them. */
export function PersonRow({ person }: { person: Person }) {
  const [asking, setAsking] = useState(false);
  const role = useAct("set_person_role");
  const remove = useAct("remove_person");
  const failure = role.error ?? remove.error;
  return (
    <li className={styles.person}>
      <span className={styles.who}>
        <span className={styles.name}>{person.name}</span>
        <span className={styles.second}>{person.here ? `${person.account}, here now` : person.account}</span>
      </span>
      <Select bare label={`Role of ${person.name}`} value={person.role} options={ROLES} onChange={(next) => role.mutate({ person: person.id, role: next })} />
      <Button look="quiet" isDisabled={remove.isPending} aria-label={`Remove ${person.name}`} onPress={() => setAsking(true)}>
        Remove
      </Button>
      <PersonConnections person={person} />
      {failure && <FailureNotice failure={failure.failure} />}
      <Confirm
        title={`Remove ${person.name}?`}
        act="Remove"
        open={asking}
        onAct={() => {
          setAsking(false);
          remove.mutate({ person: person.id });
        }}
        onClose={() => setAsking(false)}
      >
        They sign in no more. What they did keeps their name, in charts and in the audit log.
      </Confirm>
    </li>
  );
}
