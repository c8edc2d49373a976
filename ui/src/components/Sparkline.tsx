import styles from "./Sparkline.module.css";

interface Props {
  /** Oldest first: time and value. */
  points: readonly (readonly [number, number])[];
  low?: number | null;
  high?: number | null;
  label: string;
}

const WIDTH = 84;
const HEIGHT = 20;
const PAD = 2;
const MOST = 24;

/** The last numbers over time, with the reference range shaded. Says the same in words. */
export function Sparkline({ points, low = null, high = null, label }: Props) {
  const shown = points.slice(-MOST);
  const last = shown.at(-1);
  if (last === undefined || shown.length < 2) return null;
  const values = shown.map(([, value]) => value);
  const ends = [...values, ...[low, high].filter((end) => end !== null && nearby(end, values))] as number[];
  const bottom = Math.min(...ends);
  const top = Math.max(...ends);
  const span = top - bottom || 1;
  // Evenly apart, as in the sheet beside it: by the clock, two days of daily blood would be one dot.
  const x = (n: number) => PAD + (n / (shown.length - 1)) * (WIDTH - 2 * PAD);
  const y = (value: number) => HEIGHT - PAD - ((clamp(value, bottom, top) - bottom) / span) * (HEIGHT - 2 * PAD);
  const bandTop = high === null ? 0 : y(high);
  const bandBottom = low === null ? HEIGHT : y(low);
  return (
    <svg className={styles.spark} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${label}: ${words(values)}`}>
      {(low !== null || high !== null) && (
        <rect className={styles.band} x="0" width={WIDTH} y={bandTop} height={Math.max(1, bandBottom - bandTop)} />
      )}
      <polyline
        className={styles.line}
        points={shown.map(([, value], n) => `${x(n).toFixed(1)},${y(value).toFixed(1)}`).join(" ")}
      />
      <circle className={styles.end} cx={x(shown.length - 1)} cy={y(last[1])} r="1.8" />
    </svg>
  );
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/** A range far from the numbers would flatten the line to nothing; then only its edge shows. */
function nearby(end: number, values: readonly number[]): boolean {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const reach = (high - low || Math.abs(high) || 1) * 2;
  return end >= low - reach && end <= high + reach;
}

function words(values: readonly number[]): string {
  const first = values[0] ?? 0;
  const last = values.at(-1) ?? 0;
  const way = last > first ? "up" : last < first ? "down" : "level";
  return `${values.length} values, ${way} from ${first} to ${last}`;
}
