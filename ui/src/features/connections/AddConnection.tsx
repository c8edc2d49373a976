import { useState, type SubmitEvent } from "react";
import type { Auth } from "~/generated/Auth";
import type { NewConnection } from "~/generated/NewConnection";
import { Button } from "~/components/Button";
import { Choices } from "~/components/Choices";
import { Field } from "~/components/Field";
import { FailureNotice } from "~/components/Notice";
import { Page } from "~/components/Page";
import { Panel } from "~/components/Panel";
import { go } from "~/foundations/route";
import { useAct } from "~/platform/ask";
import { TestSteps } from "./TestSteps";
import styles from "./connections.module.css";

const KINDS = [
  { value: "smart", title: "SMART on FHIR", text: "You sign in at the EHR, in your own browser. Wardbook never sees your password." },
  { value: "none", title: "No sign-in", text: "An open server that asks nobody who they are." },
] as const;

function faults(asked: NewConnection): { name?: string; base?: string; client?: string } {
  const found: { name?: string; base?: string; client?: string } = {};
  if (asked.name === "") found.name = "Give it a name.";
  if (!/^https?:\/\/[^\s/]+/.test(asked.fhirBase)) found.base = "An address that begins with https://";
  if (asked.auth === "smart" && asked.clientId === null) found.client = "The EHR gave you one when Wardbook was registered.";
  return found;
}

/** Connect: name it, say where it is, try it, keep it. */
export function AddConnection() {
  const [name, setName] = useState("");
  const [base, setBase] = useState("");
  const [client, setClient] = useState("");
  const [auth, setAuth] = useState<Auth>("smart");
  const [tried, setTried] = useState(false);
  const test = useAct("test_connection");
  const add = useAct("add_connection");
  const asked: NewConnection = {
    name: name.trim(),
    fhirBase: base.trim(),
    clientId: auth === "smart" && client.trim() !== "" ? client.trim() : null,
    auth,
  };
  const found = faults(asked);
  const sound = Object.keys(found).length === 0;
  const shown = tried ? found : {};
  const attempt = (act: () => void) => {
    setTried(true);
    if (sound) act();
  };
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    attempt(() => add.mutate(asked, { onSuccess: () => go({ page: "connections" }) }));
  };
  return (
    <Page title="Connect an EHR" narrow>
      <form onSubmit={save} className={styles.form} noValidate>
        <Field label="Name" value={name} onChange={setName} placeholder="Riverside General" error={shown.name} hint="What you call it. Only you see it." />
        <Field label="FHIR base URL" value={base} onChange={setBase} type="url" placeholder="https://ehr.example.org/fhir/r4" error={shown.base} />
        <Choices label="Sign-in" value={auth} choices={KINDS} onChange={setAuth} />
        {auth === "smart" && (
          <Field label="Client id" value={client} onChange={setClient} error={shown.client} hint="Names this program at the EHR; it is not a secret." />
        )}
        {add.isError && <FailureNotice failure={add.error.failure} />}
        <div className={styles.actions}>
          <Button look="main" type="submit" isDisabled={add.isPending}>
            Save connection
          </Button>
          <Button isDisabled={test.isPending} onPress={() => attempt(() => test.mutate(asked))}>
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
    </Page>
  );
}
