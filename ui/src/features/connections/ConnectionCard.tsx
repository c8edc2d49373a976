import type { Connection } from "~/generated/Connection";
import { Button } from "~/components/Button";
import { FailureNotice } from "~/components/Notice";
import { Panel } from "~/components/Panel";
import { useNow } from "~/foundations/clock";
import { go } from "~/foundations/route";
import { moment } from "~/foundations/time";
import { joined, many } from "~/foundations/words";
import { useAct } from "~/platform/ask";
import { CardActions } from "./CardActions";
import { SignInOutcome } from "./SignIn";
import { kindOf } from "./kinds";
import { ReachChip, SignInChip } from "./states";
import styles from "./connections.module.css";

/** How a connection stands and what one does with it; `own` is its own page, where more is said below. */
export function ConnectionCard({ connection, own = false }: { connection: Connection; own?: boolean }) {
  const now = useNow();
  const signIn = useAct("sign_in");
  const signOut = useAct("sign_out");
  const sync = useAct("start_sync");
  const refresh = useAct("refresh_sign_in");
  const ref = { connection: connection.id };
  const { signIn: state } = connection;
  const waiting = signIn.isPending || state.kind === "waiting";
  const ready = state.kind === "signed-in" || state.kind === "not-needed";
  const failure = signOut.error ?? refresh.error ?? sync.error;
  return (
    <Panel
      title={own ? "Sign-in and sync" : connection.name}
      note={joined(connection.software, connection.fhirVersion && `FHIR ${connection.fhirVersion}`)}
      aside={connection.syncedAt === null ? "never synced" : `synced ${moment(connection.syncedAt, now)}`}
    >
      <div className={styles.card}>
        <p className={styles.base}>{connection.fhirBase}</p>
        <div className={styles.chips}>
          <SignInChip state={state} />
          <ReachChip reach={connection.reach} />
          <span className={styles.counts}>
            {many(connection.patients, "patient")}, {many(connection.records, "record")} on this workstation
          </span>
        </div>
        {state.kind === "signed-in" && state.user !== null && <p className={styles.counts}>Signed in as {state.user}</p>}
        <SignInOutcome connection={connection} signIn={signIn} />
        {failure && <FailureNotice failure={failure.failure} />}
        <CardActions connection={connection} own={own}>
          {kindOf(connection.auth).client && state.kind !== "signed-in" && connection.secret !== "missing" && (
            <Button look="main" needs="sign-in" aria-label={`Sign in to ${connection.name}`} isDisabled={waiting} onPress={() => signIn.mutate(ref)}>
              Sign in
            </Button>
          )}
          <Button look={ready ? "main" : "plain"} needs="find-at-ehr" aria-label={`Choose patients of ${connection.name}`} isDisabled={!ready} onPress={() => go({ page: "choose", connection: connection.id })}>
            Choose patients
          </Button>
          <Button
            needs="sync"
            aria-label={`Sync patients here of ${connection.name}`}
            isDisabled={!ready || connection.patients === 0 || sync.isPending}
            onPress={() => sync.mutate({ ...ref, scope: { kind: "known" } }, { onSuccess: () => go({ page: "sync" }) })}
          >
            Sync patients here
          </Button>
          {state.kind === "signed-in" && (
            <Button needs="sign-in" aria-label={`Sign out of ${connection.name}`} isDisabled={signOut.isPending} onPress={() => signOut.mutate(ref)}>
              Sign out
            </Button>
          )}
          {state.kind === "signed-in" && state.renews && own && (
            <Button needs="sign-in" isDisabled={refresh.isPending} onPress={() => refresh.mutate(ref)}>
              {refresh.isPending ? "Renewing…" : "Renew now"}
            </Button>
          )}
        </CardActions>
      </div>
    </Panel>
  );
}
