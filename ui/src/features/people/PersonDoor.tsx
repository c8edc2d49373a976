import { useLayoutEffect, useState, type SubmitEvent } from "react";
import { Button } from "~/components/Button";
import { Field } from "~/components/Field";
import { FailureNotice } from "~/components/Notice";
import { Door } from "~/features/profile/Door";
import styles from "~/features/profile/Door.module.css";
import { useAct } from "~/platform/ask";
import type { Place } from "./Seat";

/** The profile is open and several people use it: who is there? */
export function PersonDoor({ place }: { place: Place }) {
  useLayoutEffect(() => place.leave(), [place]);
  const [account, setAccount] = useState("");
  const [password, setPassword] = useState("");
  const signIn = useAct("sign_person_in");
  const lock = useAct("lock_profile");
  const failure = signIn.error?.failure ?? lock.error?.failure;
  const wrong = failure?.code === "wrong-password";
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    signIn.mutate({ account, password }, { onError: () => setPassword("") });
  };
  return (
    <Door title="Who is there?">
      <form className={styles.form} onSubmit={submit} noValidate>
        <Field
          label="Account"
          autoComplete="username"
          // The one thing to do here.
          // eslint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          value={account}
          onChange={setAccount}
        />
        <Field label="Password" type="password" autoComplete="current-password" value={password} onChange={setPassword} error={wrong ? failure.message : undefined} />
        {failure !== undefined && !wrong && <FailureNotice failure={failure} />}
        <div className={styles.actions}>
          <Button look="main" type="submit" isDisabled={signIn.isPending || account.trim() === "" || password === ""}>
            {signIn.isPending ? "Signing in…" : "Sign in"}
          </Button>
          <Button isDisabled={lock.isPending} onPress={() => lock.mutate(undefined)}>
            Lock Wardbook
          </Button>
        </div>
      </form>
    </Door>
  );
}
