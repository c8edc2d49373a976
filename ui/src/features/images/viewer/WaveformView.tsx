/** A recording in the viewer's place: its leads drawn to scale on paper of millimetres, and what was measured on it. */
import { useState } from "react";
import type { ImageWaveform } from "~/generated/ImageWaveform";
import type { WaveformAnnotation } from "~/generated/WaveformAnnotation";
import type { WaveformGroup } from "~/generated/WaveformGroup";
import { FailureNotice, Notice } from "~/components/Notice";
import { Reading } from "~/components/Reading";
import { count, joined, many } from "~/foundations/words";
import { useAsk } from "~/platform/ask";
import { WavePaper } from "./WavePaper";
import { WaveTools } from "./WaveTools";
import { arranged, channelsIn, type Arrangement, type Paper } from "./waves";
import styles from "./files.module.css";

/** Seconds of one page. */
const PAGE = 30;

export function WaveformView({ instance }: { instance: string }) {
  const found = useAsk("image_waveform", { instance });
  if (found.isError) return <FailureNotice failure={found.error.failure} />;
  if (found.data === undefined) return <Reading />;
  return <Recording waveform={found.data} />;
}

function Recording({ waveform }: { waveform: ImageWaveform }) {
  const [chosen, setChosen] = useState(0);
  const [page, setPage] = useState(0);
  const [paper, setPaper] = useState<Paper>({ speed: 25, gain: 10 });
  const [size, setSize] = useState(4);
  const [arrangement, setArrangement] = useState<Arrangement>("lines");
  const group = waveform.groups[chosen];
  if (group === undefined) return <Notice tone="plain" title="This file says that it is a recording and holds none" />;
  const able = arranged("page", group.channels, group.samples, 1) !== null && group.samples / group.frequency <= PAGE;
  return (
    <section className={styles.recording} aria-label="Recording">
      <WaveTools
        groups={waveform.groups}
        chosen={chosen}
        onChoose={(n) => {
          setChosen(n);
          setPage(0);
        }}
        paper={paper}
        onPaper={setPaper}
        size={size}
        onSize={setSize}
        arrangement={able ? arrangement : "lines"}
        onArrangement={able ? setArrangement : null}
        page={page}
        pages={Math.max(1, Math.ceil(group.samples / (PAGE * group.frequency)))}
        onPage={setPage}
      />
      <p className={styles.warning}>
        <strong>Not for primary diagnosis</strong> {joined(group.label, group.derived === true && "worked out from another recording", filters(group), ...waveform.remarks)}
      </p>
      {group.refused !== null ? (
        <Notice tone="plain" title="This recording cannot be drawn">
          {group.refused} The file is kept whole; export the study to look at it elsewhere.
        </Notice>
      ) : (
        <Page key={`${chosen}/${page}`} waveform={waveform} group={group} chosen={chosen} page={page} paper={paper} size={size} arrangement={able ? arrangement : "lines"} />
      )}
      <Annotations all={waveform.annotations} marks={waveform.marks} />
    </section>
  );
}

/** What was filtered out, once where it is the same for every channel. */
function filters({ channels }: WaveformGroup): string | null {
  const each = channels.map(({ low, high, notch }) => joined((low !== null || high !== null) && `${low ?? "?"}–${high ?? "?"} Hz`, notch !== null && `without ${notch} Hz`));
  const said = [...new Set(each)];
  return said.length === 1 && said[0] !== "" ? (said[0] ?? null) : said.length > 1 ? "filters differ from lead to lead" : null;
}

interface PageProps {
  waveform: ImageWaveform;
  group: WaveformGroup;
  chosen: number;
  page: number;
  paper: Paper;
  size: number;
  arrangement: Arrangement;
}

function Page({ waveform, group, chosen, page, paper, size, arrangement }: PageProps) {
  const many = Math.round(PAGE * group.frequency);
  const part = useAsk("image_waveform_part", { instance: waveform.instance, group: chosen, from: page * many, samples: many });
  if (part.isError) return <FailureNotice failure={part.error.failure} />;
  if (part.data === undefined) return <Reading />;
  return <WavePaper group={group} values={channelsIn(part.data, group.channels.length)} paper={paper} size={size} arrangement={arrangement} from={page * PAGE} />;
}

function Annotations({ all, marks }: { all: readonly WaveformAnnotation[]; marks: number }) {
  if (all.length === 0 && marks === 0) return null;
  return (
    <section className={styles.annotations} aria-label="What is noted in the file">
      <h3 className={styles.subtitle}>Noted in the file, by the machine or a person</h3>
      <dl className={styles.facts}>
        {all.map((one, n) => (
          <div key={n}>
            <dt>
              <bdi>{one.name ?? "Note"}</bdi>
            </dt>
            <dd>
              <bdi>{one.value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
      {marks > 0 && <p className={styles.second}>{`${count(marks)} ${many(marks, "mark").replace(/^\S+ /, "")} of places in the recording, not drawn`}</p>}
    </section>
  );
}
