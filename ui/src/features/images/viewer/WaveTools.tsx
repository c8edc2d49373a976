/** How a recording is drawn: paper speed, gain, size, arrangement, and which part of a long one. */
import type { WaveformGroup } from "~/generated/WaveformGroup";
import { Button } from "~/components/Button";
import { Select } from "~/components/Select";
import { count } from "~/foundations/words";
import type { Arrangement, Paper } from "./waves";
import styles from "./viewer.module.css";

interface Props {
  groups: readonly WaveformGroup[];
  chosen: number;
  onChoose: (n: number) => void;
  paper: Paper;
  onPaper: (paper: Paper) => void;
  /** Pixels a millimetre. */
  size: number;
  onSize: (size: number) => void;
  arrangement: Arrangement;
  /** Null where the leads for a page are not all there. */
  onArrangement: ((arrangement: Arrangement) => void) | null;
  page: number;
  pages: number;
  onPage: (page: number) => void;
}

const SPEEDS = [12.5, 25, 50];
const GAINS = [5, 10, 20];
const [SMALLEST, LARGEST] = [2, 12];

export function WaveTools({ groups, chosen, onChoose, paper, onPaper, size, onSize, arrangement, onArrangement, page, pages, onPage }: Props) {
  return (
    <div className={styles.tools} role="toolbar" aria-label="Recording tools">
      {groups.length > 1 && <Select label="Recording" value={String(chosen)} options={groups.map((one, n) => ({ value: String(n), title: one.label ?? `Recording ${n + 1}` }))} onChange={(value) => onChoose(Number(value))} />}
      <Select label="Speed" value={String(paper.speed)} options={SPEEDS.map((value) => ({ value: String(value), title: `${value} mm/s` }))} onChange={(value) => onPaper({ ...paper, speed: Number(value) })} />
      <Select label="Gain" value={String(paper.gain)} options={GAINS.map((value) => ({ value: String(value), title: `${value} mm/mV` }))} onChange={(value) => onPaper({ ...paper, gain: Number(value) })} />
      {onArrangement !== null && (
        <Select
          label="Leads"
          value={arrangement}
          options={[
            { value: "lines", title: "One below the other" },
            { value: "page", title: "3 × 4 and lead II" },
          ]}
          onChange={onArrangement}
        />
      )}
      <span className={styles.group}>
        <Button aria-label="Smaller" isDisabled={size <= SMALLEST} onPress={() => onSize(size - 1)}>
          −
        </Button>
        <Button aria-label="Larger" isDisabled={size >= LARGEST} onPress={() => onSize(size + 1)}>
          +
        </Button>
      </span>
      {pages > 1 && (
        <span className={styles.group}>
          <Button aria-label="Earlier part" isDisabled={page <= 0} onPress={() => onPage(page - 1)}>
            ‹
          </Button>
          <span className={styles.label} aria-live="polite">
            Part {count(page + 1)} of {count(pages)}
          </span>
          <Button aria-label="Later part" isDisabled={page >= pages - 1} onPress={() => onPage(page + 1)}>
            ›
          </Button>
        </span>
      )}
    </div>
  );
}
