/** The paper of a recording: a grid of millimetres, a line for each lead with its name and its millivolt, and the time below. */
import { useId } from "react";
import type { WaveformChannel } from "~/generated/WaveformChannel";
import type { WaveformGroup } from "~/generated/WaveformGroup";
import { joined } from "~/foundations/words";
import { arranged, calibration, pathOf, traceOf, type Arrangement, type Paper } from "./waves";
import styles from "./waves.module.css";

interface Props {
  group: WaveformGroup;
  values: readonly Float32Array[];
  paper: Paper;
  /** Pixels a millimetre. */
  size: number;
  arrangement: Arrangement;
  /** Seconds from the beginning of the recording. */
  from: number;
}

/** Beside the lines, for the millivolt; above the first and below the last; above each line for its name. In millimetres. */
const LEFT = 15;
const EDGE = 5;
const NAME = 5;

const nameOf = ({ lead, name }: WaveformChannel) => lead ?? name ?? "Without a name";

export function WavePaper({ group: { channels, frequency }, values, paper, size, arrangement, from }: Props) {
  const id = useId();
  const perSample = paper.speed / frequency;
  const samples = values[0]?.length ?? 0;
  const traces = channels.map((channel, n) => traceOf(channel, values[n] ?? new Float32Array(), paper));
  const lines = arranged(arrangement, channels, samples, perSample) ?? [];
  const tall = lines.map((line) => {
    const its = line.map(({ channel }) => traces[channel]);
    return { above: NAME + Math.max(...its.map((one) => one?.above ?? EDGE)), below: Math.max(...its.map((one) => one?.below ?? EDGE)) };
  });
  // Where each line stands: below all that stands above it.
  const places = tall.map((one, n) => tall.slice(0, n).reduce((sum, other) => sum + other.above + other.below, EDGE) + one.above);
  const height = tall.reduce((sum, one) => sum + one.above + one.below, 2 * EDGE);
  const wide = LEFT + Math.ceil((samples * perSample) / 5) * 5 + EDGE;
  const seconds = samples / frequency;
  const scale = `${paper.speed} mm/s, ${paper.gain} mm/mV`;
  const said = `${channels.map(nameOf).join(", ")}; ${Math.round(seconds * 10) / 10} seconds from ${Math.round(from)} on, ${scale}`;
  return (
    <>
      <div className={styles.scroller} role="region" aria-label="Leads" tabIndex={0}>
        <svg className={styles.paper} width={wide * size} height={height * size} viewBox={`0 0 ${wide} ${height}`} role="img" aria-label={said}>
          <defs>
            <pattern id={`${id}-1`} width="1" height="1" patternUnits="userSpaceOnUse">
              <path className={styles.fine} d="M1 0H0V1" />
            </pattern>
            <pattern id={`${id}-5`} width="5" height="5" patternUnits="userSpaceOnUse">
              <rect width="5" height="5" fill={`url(#${id}-1)`} />
              <path className={styles.thick} d="M5 0H0V5" />
            </pattern>
          </defs>
          <rect width={wide} height={height} fill={`url(#${id}-5)`} />
          {lines.map((line, n) => (
            <g key={n}>
              {line.some(({ channel }) => traces[channel]?.voltage) && <path className={styles.pulse} d={calibration(places[n] ?? 0, paper)} transform="translate(3 0)" />}
              {line.map((stretch) => {
                const [channel, trace, its] = [channels[stretch.channel], traces[stretch.channel], values[stretch.channel]];
                if (channel === undefined || trace === undefined || its === undefined) return null;
                const y = places[n] ?? 0;
                const x = LEFT + stretch.x;
                return (
                  <g key={stretch.channel}>
                    {stretch.x > 0 && <path className={styles.change} d={`M${x} ${y - 6}v4M${x} ${y + 2}v4`} />}
                    <path className={styles.trace} d={pathOf(its, { ...stretch, x: x + channel.skew * paper.speed }, perSample, y, trace)} />
                    <text className={styles.name} x={x + 1} y={y - (tall[n]?.above ?? EDGE) + 4}>
                      {nameOf(channel)}
                      <tspan className={styles.second}>{besideName(channel, trace)}</tspan>
                    </text>
                  </g>
                );
              })}
            </g>
          ))}
          {Array.from({ length: Math.floor(seconds) + 1 }, (_, n) => (
            <text key={n} className={styles.time} x={LEFT + n * paper.speed} y={height - 1}>
              {Math.round(from) + n} s
            </text>
          ))}
        </svg>
      </div>
      <p className={styles.scale}>{joined(scale, `a small square is 1 mm: ${1 / paper.speed} s and ${1 / paper.gain} mV`, "drawn to scale, whatever the size of this screen")}</p>
    </>
  );
}

/** What the lines of the paper mean for a channel where a millivolt is not its measure. */
function besideName({ unit, measured }: WaveformChannel, { voltage, range }: { voltage: boolean; range: readonly [number, number] | null }): string {
  if (range === null) return " nothing recorded";
  if (voltage) return "";
  const words = range.map((value) => String(Math.round(value * 100) / 100)).join(" to ");
  return ` ${words} ${unit ?? (measured ? "in a unit that is not said" : "(bare numbers: what they measure is not said)")}`;
}
