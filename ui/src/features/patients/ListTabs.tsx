import type { OwnList } from "~/generated/OwnList";
import { href } from "~/foundations/route";
import type { Texts } from "~/foundations/texts/english";
import { useTexts } from "~/foundations/texts/texts";
import { count } from "~/foundations/words";
import { listTitle } from "./listTitles";
import styles from "./lists.module.css";

/** Everybody, the person's own lists, and those of the EHRs: "8 of 18" where not all of one are here. */
export function ListTabs({ lists, current, everybody }: { lists: readonly OwnList[]; current: string | null; everybody: number }) {
  const t = useTexts();
  return (
    <nav className={styles.tabs} aria-label={t.lists}>
      <Tab to={null} on={current === null} title={t.everybody} number={count(everybody)} />
      {lists.map((list) => (
        <Tab key={list.id} to={list.id} on={list.id === current} title={listTitle(list, t)} number={numberOf(list, t)} />
      ))}
    </nav>
  );
}

function numberOf(list: OwnList, t: Texts): string {
  if (list.members === null || list.missing.length === 0) return count(list.here);
  return t.ofMany(count(list.here), count(list.members));
}

function Tab({ to, on, title, number }: { to: string | null; on: boolean; title: string; number: string }) {
  return (
    <a className={styles.tab} href={href(to === null ? { page: "patients" } : { page: "patients", list: to })} aria-current={on ? "page" : undefined}>
      <bdi>{title}</bdi> <span className={styles.number}>{number}</span>
    </a>
  );
}
