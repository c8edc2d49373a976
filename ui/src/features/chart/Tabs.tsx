import { Button } from "react-aria-components/Button";
import { Menu, MenuItem, MenuTrigger } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import type { SectionHead } from "~/generated/SectionHead";
import { ChevronIcon } from "~/components/Icons";
import { cx } from "~/foundations/cx";
import { chart, go, href } from "~/foundations/route";
import { titleOf, useTexts } from "~/foundations/texts/texts";
import { count } from "~/foundations/words";
import styles from "./chart.module.css";
import { TIMELINE, tabsOf } from "./tabOrder";

interface Props {
  patient: string;
  sections: readonly SectionHead[];
  current: string;
}

export function Tabs({ patient, sections, current }: Props) {
  const t = useTexts();
  const { first, more } = tabsOf(sections);
  const hidden = more.find((head) => head.section === current);
  return (
    <nav className={styles.tabs} aria-label={t.chartSections}>
      {first.flatMap(({ section, title }) => [
        <Tab key={section} patient={patient} section={section} title={section === "notes" ? t.notesTab : titleOf(t, section, title)} current={current} />,
        section === "summary" && <Tab key={TIMELINE} patient={patient} section={TIMELINE} title={titleOf(t, TIMELINE, "Timeline")} current={current} />,
      ])}
      {more.length > 0 && (
        <MenuTrigger>
          <Button className={cx(styles.tab, hidden && styles.tabOn)}>
            {hidden ? titleOf(t, hidden.section, hidden.title) : t.more} <ChevronIcon />
          </Button>
          <Popover placement="bottom end" className={styles.popover ?? ""}>
            <Menu className={styles.menu ?? ""} aria-label="More sections" onAction={(key) => go(chart(patient, String(key)))}>
              {more.map((head) => (
                <MenuItem key={head.section} id={head.section} className={styles.item ?? ""} textValue={head.title}>
                  <span>{titleOf(t, head.section, head.title)}</span>
                  <span className={styles.itemCount}>{head.count > 0 ? count(head.count) : head.coverage.state === "complete" ? "0" : "not known"}</span>
                </MenuItem>
              ))}
            </Menu>
          </Popover>
        </MenuTrigger>
      )}
    </nav>
  );
}

function Tab({ patient, section, title, current }: { patient: string; section: string; title: string; current: string }) {
  return (
    <a className={styles.tab} href={href(chart(patient, section))} aria-current={section === current ? "page" : undefined}>
      {title}
    </a>
  );
}
