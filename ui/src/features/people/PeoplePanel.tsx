import { FailureNotice } from "~/components/Notice";
import { Panel } from "~/components/Panel";
import { useAsk } from "~/platform/ask";
import { AddPerson } from "./AddPerson";
import { useMay } from "~/platform/may";
import { PersonRow } from "./PersonRow";
import styles from "./people.module.css";

/** Who uses this workstation; for whoever may change that. */
export function PeoplePanel() {
  const may = useMay()("manage-people");
  const people = useAsk("list_people", undefined, { enabled: may });
  if (!may) return null;
  return (
    <Panel title="People">
      {people.isError && <FailureNotice failure={people.error.failure} />}
      {people.data && people.data.length > 0 && (
        <ul className={styles.people} aria-label="People">
          {people.data.map((person) => (
            <PersonRow key={person.id} person={person} />
          ))}
        </ul>
      )}
      {people.data && <AddPerson first={people.data.length === 0} />}
    </Panel>
  );
}
