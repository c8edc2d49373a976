import type { ReactNode } from "react";
import { Field } from "~/components/Field";
import { Area } from "~/components/Area";
import { Select } from "~/components/Select";
import type { Draft, Faults, Way } from "./draft";
import { KINDS, kindOf } from "./kinds";
import styles from "./connections.module.css";

const WAYS: readonly { value: Way; title: string; hint: string }[] = [
  { value: "any", title: "This computer, any free port", hint: "Where the EHR follows the standard for native apps. Most do." },
  { value: "fixed", title: "This computer, a fixed port or path", hint: "Where the EHR compares the whole address (Epic)." },
  { value: "scheme", title: "The program itself (app.wardbook.desktop)", hint: "Where the EHR refuses this computer's own addresses (Oracle Health)." },
  { value: "bounce", title: "A web page that sends the browser on", hint: "Where the EHR takes https addresses only. Your site runs the page." },
];

interface Props {
  draft: Draft;
  faults: Faults;
  /** A secret is kept already. */
  kept: boolean;
  onChange: (change: Partial<Draft>) => void;
  children?: ReactNode;
}

/** Every field of a connection; which are shown depends on the kind of sign-in. */
export function ConnectionForm({ draft, faults, kept, onChange }: Props) {
  const kind = kindOf(draft.auth);
  const put = (name: keyof Draft) => (value: string) => onChange({ [name]: value });
  const keeps = kept ? "Kept on this computer. Leave it empty to keep it." : kind.secret?.optional;
  return (
    <>
      <Field label="Name" value={draft.name} onChange={put("name")} placeholder="Riverside General" error={faults.name} hint="What you call it. Only you see it." />
      <Field label="FHIR base URL" value={draft.base} onChange={put("base")} type="url" placeholder="https://ehr.example.org/fhir/r4" error={faults.base} />
      <Select label="Sign-in" value={draft.auth} options={KINDS} hint={kind.hint} onChange={(auth) => onChange({ auth, secret: "" })} />
      {kind.client && <Field label="Client id" value={draft.client} onChange={put("client")} error={faults.client} hint="Names this program at the EHR; it is not a secret." />}
      {kind.account && <Field label={kind.account.label} value={draft.account} onChange={put("account")} placeholder={kind.account.placeholder} error={faults.account} />}
      {kind.secret &&
        (kind.secret.many === true ? (
          <Area label={kind.secret.label} value={draft.secret} onChange={put("secret")} error={faults.secret} hint={keeps} />
        ) : (
          <Field label={kind.secret.label} value={draft.secret} onChange={put("secret")} type="password" autoComplete="off" error={faults.secret} hint={keeps} />
        ))}
      {kind.key && <Field label="Key id" value={draft.keyId} onChange={put("keyId")} hint="The name under which the public key is registered. Empty: its thumbprint." />}
      {kind.browser && (
        <Select label="The browser comes back to" value={draft.way} options={WAYS} hint={WAYS.find((way) => way.value === draft.way)?.hint} onChange={(way) => onChange({ way })} />
      )}
      {kind.browser && draft.way === "fixed" && (
        <div className={styles.pair}>
          <Field label="Port" value={draft.port} onChange={put("port")} inputMode="numeric" placeholder="any" error={faults.port} />
          <Field label="Path" value={draft.path} onChange={put("path")} placeholder="/callback" />
        </div>
      )}
      {kind.browser && draft.way === "bounce" && (
        <Field label="Page" value={draft.page} onChange={put("page")} type="url" placeholder="https://hospital.example/wardbook" error={faults.page} hint="It sends the browser on to app.wardbook.desktop://callback with everything after the question mark." />
      )}
      {(kind.client ?? false) && (
        <details className={styles.more}>
          <summary>Scopes{kind.plain ? " and addresses" : ""}</summary>
          <div className={styles.form}>
            {kind.plain && kind.browser && <Field label="Authorization address" value={draft.authorizeUrl} onChange={put("authorizeUrl")} type="url" hint="Empty: discovered at the FHIR base URL." />}
            {kind.plain && <Field label="Token address" value={draft.tokenUrl} onChange={put("tokenUrl")} type="url" hint="Empty: discovered at the FHIR base URL." />}
            <Field label="Scopes" value={draft.scopes} onChange={put("scopes")} hint="Separated by spaces. Empty: what a chart needs and the EHR offers." />
          </div>
        </details>
      )}
    </>
  );
}
