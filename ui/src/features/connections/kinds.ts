/** The kinds of sign-in, and which fields each has. */
import type { Auth } from "~/generated/Auth";
import type { Connection } from "~/generated/Connection";

interface Kind {
  value: Auth;
  title: string;
  hint: string;
  /** Signs in through the browser, so there is a way back. */
  browser?: boolean;
  /** Known at the EHR by an id. */
  client?: boolean;
  /** What its secret is called; `many` is one of several lines. */
  secret?: { label: string; many?: boolean; optional?: string };
  /** What its account is called. */
  account?: { label: string; placeholder: string };
  /** Addresses may be given by hand. */
  plain?: boolean;
  key?: boolean;
}

const NONE: Kind = { value: "none", title: "No sign-in", hint: "An open server that asks nobody who they are." };

export const KINDS: readonly Kind[] = [
  { value: "smart", title: "SMART on FHIR", hint: "You sign in at the EHR, in your own browser. Wardbook never sees your password.", browser: true, client: true },
  {
    value: "smart-secret",
    title: "SMART on FHIR, with a client secret",
    hint: "The same, where the EHR gave this workstation a secret of its own.",
    browser: true,
    client: true,
    secret: { label: "Client secret" },
  },
  {
    value: "smart-key",
    title: "SMART on FHIR, with a private key",
    hint: "The same, where this workstation proves itself with a key (RS384 or ES384).",
    browser: true,
    client: true,
    key: true,
    secret: { label: "Private key (PEM)", many: true, optional: "Leave it empty and Wardbook makes one. You then register its public half." },
  },
  {
    value: "oauth",
    title: "OAuth 2, authorization code",
    hint: "A server that speaks OAuth 2 and not SMART.",
    browser: true,
    client: true,
    plain: true,
    secret: { label: "Client secret", optional: "Only where the server gave one." },
  },
  {
    value: "client-credentials",
    title: "OAuth 2, client credentials",
    hint: "Nobody signs in: this workstation itself has access. For system accounts.",
    client: true,
    plain: true,
    key: true,
    secret: { label: "Client secret or private key (PEM)", many: true },
  },
  { value: "basic", title: "User name and password", hint: "Sent with every request. Only for servers that have nothing better.", account: { label: "User name", placeholder: "" }, secret: { label: "Password" } },
  { value: "api-key", title: "API key in a header", hint: "Sent with every request.", account: { label: "Header", placeholder: "X-API-Key" }, secret: { label: "API key" } },
  NONE,
];

export const kindOf = (auth: Auth): Kind => KINDS.find((kind) => kind.value === auth) ?? NONE;

/** An EHR that can be asked; what came from files has none. */
export const isEhr = (connection: Connection) => connection.fhirBase.startsWith("http");
