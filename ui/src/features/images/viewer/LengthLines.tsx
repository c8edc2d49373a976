/** The lengths measured in the picture that is shown: lines, their ends to move, and millimetres in words. */
import { lengthWords, toScreen, type Placing } from "./geometry";
import { Handle } from "./Handle";
import type { Length, Lengths } from "./useLengths";
import type { Shown } from "./useStage";
import styles from "./viewer.module.css";

interface Props {
  lengths: Lengths;
  shown: Shown;
  placing: Placing;
}

export function LengthLines({ lengths, shown, placing }: Props) {
  const here = lengths.all.filter((one) => one.slide === shown.slide.id);
  return (
    <>
      <svg className={styles.lines} aria-hidden="true">
        {here.map((one) => {
          const [from, to] = [toScreen(placing, one.from), toScreen(placing, one.to)];
          return (
            <g key={one.id}>
              <line className={styles.under} x1={from.x} y1={from.y} x2={to.x} y2={to.y} />
              <line className={styles.line} x1={from.x} y1={from.y} x2={to.x} y2={to.y} />
            </g>
          );
        })}
      </svg>
      {here.map((one, n) => (
        <Ends key={one.id} number={n + 1} length={one} lengths={lengths} shown={shown} placing={placing} />
      ))}
    </>
  );
}

function Ends({ number, length, lengths, shown, placing }: Props & { number: number; length: Length }) {
  const words = lengthWords(shown.frame.head, length.from, length.to);
  const { x, y } = toScreen(placing, length.to);
  const remove = () => lengths.remove(length.id);
  return (
    <>
      <Handle name={`Start of length ${number}`} at={length.from} placing={placing} onMove={(from) => lengths.change({ ...length, from })} onRemove={remove} />
      <Handle name={`End of length ${number}`} at={length.to} placing={placing} onMove={(to) => lengths.change({ ...length, to })} onRemove={remove} />
      <span className={styles.said} role="status" style={{ left: x + 12, top: y - 8 }}>
        {words}
      </span>
    </>
  );
}
