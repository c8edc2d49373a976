import type { OwnList } from "~/generated/OwnList";
import { href } from "~/foundations/route";
import { count } from "~/foundations/words";
import { listTitle } from "./listTitles";
import styles from "./lists.module.css";

/** Everybody, the person's own lists, and those of the EHRs: "8 of 18" where not all of one are here. */
export function ListTabs({ lists, current, everybody }: { lists: readonly OwnList[]; current: string | null; everybody: number }) {
  return (
    <nav className={styles.tabs} aria-label="Lists">
      <Tab to={null} on={current === null} title="Everybody" number={count(everybody)} />
      {lists.map((list) => (
        <Tab key={list.id} to={list.id} on={list.id === current} title={listTitle(list)} number={numberOf(list)} />
      ))}
    </nav>
  );
}

function numberOf(list: OwnList): string {
  if (list.members === null || list.missing.length === 0) return count(list.here);
  return `${count(list.here)} of ${count(list.members)}`;
}

function Tab({ to, on, title, number }: { to: string | null; on: boolean; title: string; number: string }) {
  return (
    <a className={styles.tab} href={href(to === null ? { page: "patients" } : { page: "patients", list: to })} aria-current={on ? "page" : undefined}>
      <bdi>{title}</bdi> <span className={styles.number}>{number}</span>
    </a>
  );
}
