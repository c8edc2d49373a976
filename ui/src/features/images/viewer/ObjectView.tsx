/** What an object says that is neither picture nor text: a segmentation, a plan, a dose; and which images it refers to. */
import type { ImageObject } from "~/generated/ImageObject";
import type { InstancePlace } from "~/generated/InstancePlace";
import type { ObjectReference } from "~/generated/ObjectReference";
import { Button } from "~/components/Button";
import { FailureNotice } from "~/components/Notice";
import { Reading } from "~/components/Reading";
import { count, joined } from "~/foundations/words";
import { useAsk } from "~/platform/ask";
import { spaced } from "./spaced";
import styles from "./files.module.css";

interface Props {
  instance: string;
  onPlace: (place: InstancePlace) => void;
}

export function ObjectView({ instance, onPlace }: Props) {
  const object = useAsk("image_object", { instance });
  if (object.isError) return <FailureNotice failure={object.error.failure} />;
  if (object.data === undefined) return <Reading />;
  const { facts, parts, refers, more } = object.data;
  return (
    <article className={styles.object} aria-label="What this file holds">
      <h3 className={styles.title}>{object.data.class ?? "File of a kind that is not known"}</h3>
      <dl className={styles.facts}>
        {facts.map((one) => (
          <div key={one.name}>
            <dt>{spaced(one.name)}</dt>
            <dd>
              <bdi>{one.value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
      {parts.length > 0 && <Parts parts={parts} />}
      {more > 0 && <p className={styles.second}>{count(more)} more are in the file and not listed.</p>}
      <h4 className={styles.subtitle}>Refers to</h4>
      {refers.length === 0 && <p className={styles.second}>It names no other object.</p>}
      <ul className={styles.refers}>
        {refers.map((one) => (
          <li key={joined(one.class, one.by)}>
            <span>{`${count(one.many)} × ${one.class ?? "object of a kind that is not said"}`}</span>
            <span className={styles.second}>{joined(one.by !== "" && `as ${spaced(one.by).replace(/ sequence$/, "")}`, hereWords(one))}</span>
            {one.first !== null && <Show place={one.first} many={one.many} name={one.class} onPlace={onPlace} />}
          </li>
        ))}
      </ul>
    </article>
  );
}

const hereWords = ({ many, here }: ObjectReference) => (here === 0 ? "not on this workstation" : here === many ? "all on this workstation" : `${count(here)} on this workstation`);

function Show({ place, many, name, onPlace }: { place: InstancePlace; many: number; name: string | null; onPlace: Props["onPlace"] }) {
  const words = many === 1 ? "Show it" : "Show the first";
  return (
    <Button aria-label={`${words}: ${name ?? "object"}`} onPress={() => onPlace(place)}>
      {words}
    </Button>
  );
}

function Parts({ parts }: { parts: ImageObject["parts"] }) {
  return (
    <div className={styles.scroller} role="region" aria-label="Parts" tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Part</th>
            <th scope="col">Name</th>
            <th scope="col">What is said of it</th>
          </tr>
        </thead>
        <tbody>
          {parts.map((one, n) => (
            <tr key={n}>
              <td>{[one.kind, one.number].filter((word) => word !== null).join(" ")}</td>
              <th scope="row">
                <bdi>{one.name ?? "Without a name"}</bdi>
              </th>
              <td>
                <bdi>{joined(...one.facts)}</bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
