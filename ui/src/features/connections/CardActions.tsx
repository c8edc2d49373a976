import { useState, type ReactNode } from "react";
import type { Connection } from "~/generated/Connection";
import { Button } from "~/components/Button";
import { Confirm } from "~/components/Confirm";
import { FailureNotice } from "~/components/Notice";
import { go } from "~/foundations/route";
import { many } from "~/foundations/words";
import { useAct } from "~/platform/ask";
import { isEhr } from "./kinds";
import styles from "./connections.module.css";

interface Props {
  connection: Connection;
  /** On its own page. */
  own: boolean;
  /** What else one does with it. */
  children?: ReactNode;
}

/** The foot of a connection's card: what one does with it, its details, and how it is removed once somebody read how much goes with it. */
export function CardActions({ connection, own, children }: Props) {
  const [removing, setRemoving] = useState(false);
  const remove = useAct("remove_connection");
  const here = `Its ${many(connection.patients, "patient")} and ${many(connection.records, "record")} are deleted from this workstation.`;
  return (
    <>
      {remove.error && <FailureNotice failure={remove.error.failure} />}
      <div className={styles.actions}>
        {children}
        <span className={styles.push} />
        {!own && (
          <Button look="quiet" aria-label={`Details of ${connection.name}`} onPress={() => go({ page: "connection", connection: connection.id })}>
            Details
          </Button>
        )}
        <Button look="quiet" needs="manage-connections" aria-label={`Remove ${connection.name}`} onPress={() => setRemoving(true)}>
          Remove
        </Button>
      </div>
      <Confirm
        title={`Remove ${connection.name}?`}
        act="Remove connection"
        open={removing}
        busy={remove.isPending}
        onClose={() => setRemoving(false)}
        onAct={() => remove.mutate({ connection: connection.id }, { onSuccess: () => own && go({ page: "connections" }), onSettled: () => setRemoving(false) })}
      >
        {here} {isEhr(connection) ? "At the EHR nothing changes." : "What was changed here or kept from the files is nowhere else. The files themselves stay where they are."}
      </Confirm>
    </>
  );
}
