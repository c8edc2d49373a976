import { useState } from "react";
import type { Connection } from "~/generated/Connection";
import { Button } from "~/components/Button";
import { Confirm } from "~/components/Confirm";
import { FailureNotice } from "~/components/Notice";
import { Panel } from "~/components/Panel";
import { useAct } from "~/platform/ask";
import { kindOf } from "./kinds";
import styles from "./connections.module.css";

/** What the EHR's administrator has to be given, to the letter. */
export function Registration({ connection }: { connection: Connection }) {
  const kind = kindOf(connection.auth);
  if (!kind.client) return null;
  return (
    <Panel title="Registered at the EHR" note="give these to whoever registers Wardbook there">
      <dl className={styles.facts}>
        {connection.clientId !== null && <Fact name="Client id" value={connection.clientId} />}
        {connection.redirectUri !== null && <Fact name="Redirect URI" value={connection.redirectUri} />}
        {connection.launchUris.map((address) => (
          <Fact key={address} name="Launch URL" value={address} />
        ))}
        {connection.secret !== "not-needed" && (
          <>
            <dt>Secret</dt>
            <dd>{connection.secret === "kept" ? "kept in this computer's keyring or the encrypted store" : "missing: change the connection and give it again"}</dd>
          </>
        )}
        {connection.publicKeys !== null && <Fact name="Public keys (JWKS)" value={connection.publicKeys} block />}
      </dl>
      {connection.publicKeys !== null && <NewKey connection={connection} />}
    </Panel>
  );
}

function Fact({ name, value, block = false }: { name: string; value: string; block?: boolean }) {
  const [copied, setCopied] = useState(false);
  const copy = () => {
    void navigator.clipboard.writeText(value).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <>
      <dt>{name}</dt>
      <dd className={styles.fact}>
        {block ? <pre className={styles.keys}>{value}</pre> : <code>{value}</code>}
        <Button look="quiet" aria-label={`Copy ${name}`} onPress={copy}>
          {copied ? "Copied" : "Copy"}
        </Button>
      </dd>
    </>
  );
}

function NewKey({ connection }: { connection: Connection }) {
  const [asking, setAsking] = useState(false);
  const make = useAct("new_client_key");
  return (
    <div className={styles.foot}>
      {make.isError && <FailureNotice failure={make.error.failure} />}
      <Button needs="manage-connections" onPress={() => setAsking(true)}>Make a new key</Button>
      <Confirm
        title="Make a new key?"
        act="Make a new key"
        open={asking}
        busy={make.isPending}
        onClose={() => setAsking(false)}
        onAct={() => make.mutate({ connection: connection.id }, { onSettled: () => setAsking(false) })}
      >
        The present one is forgotten. Nobody can sign in to {connection.name} until the new public key is registered there.
      </Confirm>
    </div>
  );
}
