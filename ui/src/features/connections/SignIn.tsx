import type { UseMutationResult } from "@tanstack/react-query";
import type { Connection } from "~/generated/Connection";
import type { ConnectionRef } from "~/generated/ConnectionRef";
import type { SignedIn } from "~/generated/SignedIn";
import { Button } from "~/components/Button";
import { FailureNotice, Notice } from "~/components/Notice";
import type { FailureError } from "~/platform/failure";
import { useAct } from "~/platform/ask";

export type SigningIn = UseMutationResult<SignedIn, FailureError, ConnectionRef>;

/** How signing in stands and how it ended. */
export function SignInOutcome({ connection, signIn }: { connection: Connection; signIn: SigningIn }) {
  const cancel = useAct("cancel_sign_in");
  if (signIn.isPending || connection.signIn.kind === "waiting")
    return (
      <Notice
        tone="stale"
        title="Waiting for your browser"
        actions={
          <Button isDisabled={cancel.isPending} onPress={() => cancel.mutate({ connection: connection.id })}>
            Cancel sign-in
          </Button>
        }
      >
        A page of {connection.name} is open in it. Sign in there; this goes on by itself.
      </Notice>
    );
  if (signIn.isError) return <FailureNotice failure={signIn.error.failure} />;
  if (signIn.data)
    return (
      <Notice tone={signIn.data.missing.length > 0 ? "stale" : "good"} title={signIn.data.user === null ? "Signed in" : `Signed in as ${signIn.data.user}`}>
        {signIn.data.missing.length === 0
          ? "The EHR granted everything Wardbook asked for."
          : `The EHR did not grant: ${signIn.data.missing.join(", ")}. These sections stay not known.`}
      </Notice>
    );
  if (connection.signIn.kind === "lost")
    return (
      <Notice tone="stale" title="Sign-in lost">
        {connection.signIn.reason} Reading what is here goes on.
      </Notice>
    );
  return null;
}
