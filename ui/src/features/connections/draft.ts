/** A connection as it stands in the form, and as it is asked for. */
import type { Auth } from "~/generated/Auth";
import type { Connection } from "~/generated/Connection";
import type { ComesBack } from "~/generated/ComesBack";
import type { NewConnection } from "~/generated/NewConnection";
import { kindOf } from "./kinds";

export type Way = "any" | "fixed" | "scheme" | "bounce";

export interface Draft {
  name: string;
  base: string;
  auth: Auth;
  client: string;
  secret: string;
  account: string;
  keyId: string;
  way: Way;
  port: string;
  path: string;
  page: string;
  authorizeUrl: string;
  tokenUrl: string;
  scopes: string;
}

export const EMPTY: Draft = {
  name: "",
  base: "",
  auth: "smart",
  client: "",
  secret: "",
  account: "",
  keyId: "",
  way: "any",
  port: "",
  path: "",
  page: "",
  authorizeUrl: "",
  tokenUrl: "",
  scopes: "",
};

export function draftOf(connection: Connection): Draft {
  const { details } = connection;
  const back = details.comesBack;
  return {
    name: connection.name,
    base: connection.fhirBase,
    auth: connection.auth,
    client: connection.clientId ?? "",
    // A secret never comes back; an empty field keeps the one that is kept.
    secret: "",
    account: details.account ?? "",
    keyId: details.keyId ?? "",
    way: back === null ? "any" : back.kind !== "loopback" ? back.kind : back.port === null && back.path === null ? "any" : "fixed",
    port: back?.kind === "loopback" && back.port !== null ? String(back.port) : "",
    path: back?.kind === "loopback" ? (back.path ?? "") : "",
    page: back?.kind === "bounce" ? back.page : "",
    authorizeUrl: details.authorizeUrl ?? "",
    tokenUrl: details.tokenUrl ?? "",
    scopes: details.scopes ?? "",
  };
}

const text = (value: string) => (value.trim() === "" ? null : value.trim());

function back(draft: Draft): ComesBack | null {
  switch (draft.way) {
    case "any":
      return null;
    case "fixed":
      return { kind: "loopback", port: text(draft.port) === null ? null : Number(draft.port), path: text(draft.path) };
    case "scheme":
      return { kind: "scheme" };
    case "bounce":
      return { kind: "bounce", page: draft.page.trim() };
  }
}

export function requestOf(draft: Draft): NewConnection {
  const kind = kindOf(draft.auth);
  return {
    name: draft.name.trim(),
    fhirBase: draft.base.trim(),
    clientId: kind.client ? text(draft.client) : null,
    auth: draft.auth,
    details: {
      comesBack: kind.browser ? back(draft) : null,
      authorizeUrl: kind.plain && kind.browser ? text(draft.authorizeUrl) : null,
      tokenUrl: kind.plain ? text(draft.tokenUrl) : null,
      scopes: kind.client ? text(draft.scopes) : null,
      account: kind.account ? text(draft.account) : null,
      keyId: kind.key ? text(draft.keyId) : null,
    },
    secret: kind.secret ? text(draft.secret) : null,
  };
}

export type Faults = Partial<Record<keyof Draft, string>>;

/** What is missing, before anything is asked. `kept` is a secret that is there already. */
export function faultsOf(draft: Draft, kept: boolean): Faults {
  const kind = kindOf(draft.auth);
  const found: Faults = {};
  if (draft.name.trim() === "") found.name = "Give it a name.";
  if (!/^https?:\/\/[^\s/]+/.test(draft.base.trim())) found.base = "An address that begins with https://";
  if (kind.client && draft.client.trim() === "") found.client = "The EHR gave you one when Wardbook was registered.";
  if (kind.secret && kind.secret.optional === undefined && !kept && draft.secret.trim() === "") found.secret = "It cannot be left out.";
  if (kind.account && draft.account.trim() === "") found.account = "It cannot be left out.";
  if (kind.browser && draft.way === "fixed" && draft.port.trim() !== "" && !(Number(draft.port) >= 1024 && Number(draft.port) <= 65535))
    found.port = "A number from 1024 to 65535.";
  if (kind.browser && draft.way === "bounce" && !draft.page.trim().startsWith("https://")) found.page = "An https address.";
  return found;
}
