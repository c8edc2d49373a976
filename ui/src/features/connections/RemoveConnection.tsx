import { useState } from "react";
import type { Connection } from "~/generated/Connection";
import { Button } from "~/components/Button";
import { Confirm } from "~/components/Confirm";
import { FailureNotice } from "~/components/Notice";
import { many } from "~/foundations/words";
import { useAct } from "~/platform/ask";
import { isEhr } from "./kinds";

interface Props {
  connection: Connection;
  onRemoved: () => void;
}

/** Takes a connection and what came by it from this workstation, once somebody read how much that is. */
export function RemoveConnection({ connection, onRemoved }: Props) {
  const [asking, setAsking] = useState(false);
  const remove = useAct("remove_connection");
  const here = `Its ${many(connection.patients, "patient")} and ${many(connection.records, "record")} are deleted from this workstation.`;
  return (
    <>
      {remove.error && <FailureNotice failure={remove.error.failure} />}
      <Button look="quiet" needs="manage-connections" aria-label={`Remove ${connection.name}`} onPress={() => setAsking(true)}>
        Remove
      </Button>
      <Confirm
        title={`Remove ${connection.name}?`}
        act="Remove connection"
        open={asking}
        busy={remove.isPending}
        onClose={() => setAsking(false)}
        onAct={() => remove.mutate({ connection: connection.id }, { onSuccess: onRemoved, onSettled: () => setAsking(false) })}
      >
        {here} {isEhr(connection) ? "At the EHR nothing changes." : "What was changed here or kept from the files is nowhere else. The files themselves stay where they are."}
      </Confirm>
    </>
  );
}
