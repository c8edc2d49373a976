import type { SubmitEvent } from "react";
import type { Connection } from "~/generated/Connection";
import { Button } from "~/components/Button";
import { FailureNotice } from "~/components/Notice";
import { Page } from "~/components/Page";
import { go } from "~/foundations/route";
import { useAct, useAsk } from "~/platform/ask";
import { MayNot } from "~/components/MayNot";
import { ConnectionForm } from "./ConnectionForm";
import { draftOf } from "./draft";
import { useForm } from "./useForm";
import styles from "./connections.module.css";

export function EditConnection({ id }: { id: string }) {
  const connections = useAsk("list_connections", undefined);
  const connection = connections.data?.find((one) => one.id === id);
  return connection === undefined ? <Page title="Change connection">{null}</Page> : <Editing connection={connection} />;
}

function Editing({ connection }: { connection: Connection }) {
  const kept = connection.secret === "kept";
  const form = useForm(draftOf(connection), kept);
  const edit = useAct("edit_connection");
  const back = () => go({ page: "connection", connection: connection.id });
  const keeps = kept && form.draft.auth === connection.auth;
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    form.attempt((to) => edit.mutate({ connection: connection.id, to }, { onSuccess: back }));
  };
  return (
    <Page title={`Change ${connection.name}`} narrow>
      <MayNot needs="manage-connections" what="You cannot change a connection">
        <form onSubmit={save} className={styles.form} noValidate>
          <ConnectionForm draft={form.draft} faults={form.faults} kept={keeps} onChange={form.change} />
          {edit.isError && <FailureNotice failure={edit.error.failure} />}
          <div className={styles.actions}>
            <Button look="main" type="submit" isDisabled={edit.isPending}>
              Save changes
            </Button>
            <Button look="quiet" onPress={back}>
              Back
            </Button>
          </div>
          <p className={styles.counts}>Another address, client id or kind of sign-in ends the present sign-in.</p>
        </form>
      </MayNot>
    </Page>
  );
}
