import type { SubmitEvent } from "react";
import { Button } from "~/components/Button";
import { FailureNotice } from "~/components/Notice";
import { Page } from "~/components/Page";
import { Panel } from "~/components/Panel";
import { go } from "~/foundations/route";
import { useAct } from "~/platform/ask";
import { MayNot } from "~/components/MayNot";
import { ConnectionForm } from "./ConnectionForm";
import { EMPTY } from "./draft";
import { HospitalFinder } from "./HospitalFinder";
import { TestSteps } from "./TestSteps";
import { useForm } from "./useForm";
import styles from "./connections.module.css";

/** Connect: find it or say where it is, try it, keep it. */
export function AddConnection() {
  const form = useForm(EMPTY, false);
  const test = useAct("test_connection");
  const add = useAct("add_connection");
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    form.attempt((asked) => add.mutate(asked, { onSuccess: (added) => go({ page: "connection", connection: added.id }) }));
  };
  return (
    <Page title="Connect an EHR" narrow>
      <MayNot needs="manage-connections" what="You cannot connect an EHR">
        <HospitalFinder onChoose={(hospital) => form.change({ name: hospital.name.slice(0, 80), base: hospital.fhirBase })} />
        <form onSubmit={save} className={styles.form} noValidate>
          <ConnectionForm draft={form.draft} faults={form.faults} kept={false} onChange={form.change} />
          {add.isError && <FailureNotice failure={add.error.failure} />}
          <div className={styles.actions}>
            <Button look="main" type="submit" isDisabled={add.isPending}>
              Save connection
            </Button>
            <Button isDisabled={test.isPending} onPress={() => form.attempt((asked) => test.mutate(asked))}>
              {test.isPending ? "Testing…" : "Test connection"}
            </Button>
            <Button look="quiet" onPress={() => go({ page: "connections" })}>
              Back
            </Button>
          </div>
        </form>
        {test.isError && <FailureNotice failure={test.error.failure} />}
        {test.data && (
          <Panel title="Test" note={test.data.every((step) => step.ok === true) ? "all steps went well" : undefined}>
            <TestSteps steps={test.data} />
          </Panel>
        )}
      </MayNot>
    </Page>
  );
}
