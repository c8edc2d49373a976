/** The up to four pictures of the viewer: how many stand there, which one is in hand, and what each begins with. */
import { useState } from "react";
import type { ImageStudy } from "~/generated/ImageStudy";
import { slidesOf, type Slide } from "./stack";
import { useLink } from "./useLink";
import { usePane, type Pane } from "./usePane";
import type { Choice } from "./window";

/** The next series with pictures after those that stand there already; the first again where there is none left. */
function nextSeries(study: ImageStudy, shown: readonly Pane[]): number {
  const taken = new Set(shown.filter((pane) => pane.study.id === study.id).map((pane) => pane.viewing.chosen));
  const free = study.series.findIndex((one, n) => !taken.has(n) && slidesOf(one).length > 0);
  return free >= 0 ? free : Math.max(0, study.series.findIndex((one) => slidesOf(one).length > 0));
}

export function usePanes(study: ImageStudy) {
  const [first, mountFirst] = useState<HTMLDivElement | null>(null);
  const [second, mountSecond] = useState<HTMLDivElement | null>(null);
  const [third, mountThird] = useState<HTMLDivElement | null>(null);
  const [fourth, mountFourth] = useState<HTMLDivElement | null>(null);
  const all = [usePane(study, first), usePane(study, second), usePane(study, third), usePane(study, fourth)] as const;
  const [many, setMany] = useState(1);
  const [chosen, setActive] = useState(0);
  const [linked, setLinked] = useState(true);
  const active = Math.min(chosen, many - 1);
  const panes = all.slice(0, many);
  useLink(panes, active, linked && many > 1);
  return {
    panes,
    mounts: [mountFirst, mountSecond, mountThird, mountFourth] as const,
    active,
    pane: panes[active] ?? all[0],
    many,
    linked,
    setActive,
    setLinked,
    lay: (next: number) => {
      const there: Pane[] = [...panes];
      all.slice(many, next).forEach((pane) => {
        pane.open(study, nextSeries(study, there));
        // What it will show counts as taken for the next one.
        there.push({ ...pane, study, viewing: { ...pane.viewing, chosen: nextSeries(study, there) } });
      });
      all.slice(next).forEach((pane) => pane.viewing.setPlaying(false));
      setMany(next);
    },
    /** Two stacks of reconstructed planes beside the series they are of. */
    planes: (rows: readonly Slide[], columns: readonly Slide[]) => {
      const of = panes[active] ?? all[0];
      const series = of.viewing.chosen;
      if (active !== 0) all[0].open(of.study, series);
      [rows, columns].forEach((slides, n) => {
        const pane = all[n + 1];
        pane?.open(of.study, series);
        pane?.viewing.cut(slides);
      });
      all[3].viewing.setPlaying(false);
      setActive(0);
      setMany(3);
    },
    /** The window each series of every picture begins with. */
    begin: (choice: Choice) => all.forEach((pane) => pane.viewing.begin(choice)),
    /** Another study in the picture beside the first. */
    beside: (other: ImageStudy) => {
      all[1].open(other);
      setMany((now) => Math.max(2, now));
    },
  };
}
