import { useState, type SubmitEvent } from "react";
import type { PersonRole } from "~/generated/PersonRole";
import { Button } from "~/components/Button";
import { Field } from "~/components/Field";
import { FailureNotice } from "~/components/Notice";
import { Select } from "~/components/Select";
import { useAct } from "~/platform/ask";
import { MAY, ROLES } from "./roles";
import styles from "./people.module.css";

/** Adds somebody. The first has to be an administrator. */
export function AddPerson({ first }: { first: boolean }) {
  const [name, setName] = useState("");
  const [account, setAccount] = useState("");
  const [password, setPassword] = useState("");
  const [chosen, setRole] = useState<PersonRole>("nurse");
  const add = useAct("add_person");
  const role = first ? "administrator" : chosen;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    add.mutate(
      { name, account, role, password },
      {
        onSuccess: () => {
          setName("");
          setAccount("");
        },
        onSettled: () => setPassword(""),
      },
    );
  };
  return (
    <form className={styles.part} onSubmit={submit} aria-label="Add a person">
      {first && (
        <p className={styles.second}>
          You are the only person here and may do everything. From the first person on, who must be an administrator, everybody signs in by a password of their own, and you go on as that administrator.
        </p>
      )}
      <div className={styles.pair}>
        <Field label="Name" value={name} onChange={setName} autoComplete="off" />
        <Field label="Account" value={account} onChange={setAccount} autoComplete="off" />
      </div>
      <Select label="Role" value={role} options={first ? ROLES.filter((one) => one.value === "administrator") : ROLES} onChange={setRole} hint={MAY[role]} />
      <Field label="Password" type="password" value={password} onChange={setPassword} autoComplete="new-password" hint="At least 8 characters" />
      <div className={styles.actions}>
        <Button type="submit" isDisabled={add.isPending || name.trim() === "" || account.trim() === "" || password.length < 8}>
          {add.isPending ? "Adding…" : "Add person"}
        </Button>
      </div>
      {add.isError && <FailureNotice failure={add.error.failure} />}
    </form>
  );
}
