import type { ReactNode } from "react";
import { Button } from "~/components/Button";
import styles from "./documents.module.css";

const STEPS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4];

interface Props {
  zoom: number;
  onZoom: (zoom: number) => void;
  onTurn: () => void;
}

export function ZoomTools({ zoom, onZoom, onTurn }: Props) {
  const smaller = STEPS.filter((step) => step < zoom - 0.01).at(-1);
  const larger = STEPS.find((step) => step > zoom + 0.01);
  return (
    <span className={styles.group}>
      <Button aria-label="Smaller" isDisabled={smaller === undefined} onPress={() => smaller !== undefined && onZoom(smaller)}>
        −
      </Button>
      <span className={styles.number}>{Math.round(zoom * 100)} %</span>
      <Button aria-label="Larger" isDisabled={larger === undefined} onPress={() => larger !== undefined && onZoom(larger)}>
        +
      </Button>
      <Button onPress={onTurn}>Rotate</Button>
    </span>
  );
}

/** Turned by quarters. */
export function Turned({ degrees, children }: { degrees: number; children: ReactNode }) {
  return (
    <div className={styles.turned} data-turn={degrees}>
      {children}
    </div>
  );
}
