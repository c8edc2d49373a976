import type { Banner as BannerOf } from "~/generated/Banner";
import { Button } from "~/components/Button";
import { Chip } from "~/components/Chip";
import { setFramed } from "~/features/launch/framed";
import { useNow } from "~/foundations/clock";
import { moment } from "~/foundations/time";
import { nameOr, sex } from "~/foundations/words";
import { useAsk } from "~/platform/ask";
import { BannerAllergies } from "./BannerAllergies";
import styles from "./chart.module.css";
import { Marks } from "./marks/Marks";

/** Who this is, on every page of the chart. */
export function Banner({ banner }: { banner: BannerOf }) {
  const { patient } = banner;
  return (
    <header className={styles.banner} aria-label="Patient">
      <h1 className={styles.name}>
        <bdi>{nameOr(patient.name)}</bdi>
      </h1>
      <dl className={styles.facts}>
        <Fact label="Age" value={banner.age ?? "Not recorded"} />
        <Fact label="Sex" value={sex(patient.gender)} />
        <Fact label="Born" value={patient.birthDate ?? "Not recorded"} />
        <Fact label="MRN" value={patient.mrn ?? "Not recorded"} />
        {banner.location !== null && <Fact label="Location" value={banner.location} />}
      </dl>
      {banner.demographics.length > 0 && (
        <details className={styles.details}>
          <summary>Details</summary>
          <dl className={styles.demographics}>
            {banner.demographics.map((fact, n) => (
              <Fact key={`${fact.label} ${n}`} label={fact.label} value={fact.value} />
            ))}
          </dl>
        </details>
      )}
      <div className={styles.chips}>
        {banner.deceased !== null && <Chip tone="grey">{banner.deceased === "yes" ? "Died, date not recorded" : `Died ${banner.deceased}`}</Chip>}
        <BannerAllergies banner={banner} />
        {banner.flags.map((flag) => (
          <Chip key={flag}>{flag}</Chip>
        ))}
        <AsOf banner={banner} />
      </div>
      <Marks patient={patient.id} />
    </header>
  );
}

/** Where the EHR's frame says who this is: the name as the page's title, how fresh it is, and a way to our own. */
export function FramedBanner({ banner }: { banner: BannerOf }) {
  return (
    <header className={styles.framed} aria-label="Patient">
      <h1 className={styles.framedName}>
        <bdi>{nameOr(banner.patient.name)}</bdi>
      </h1>
      <AsOf banner={banner} />
      <Button look="quiet" onPress={() => setFramed(null)}>
        Show who this is
      </Button>
    </header>
  );
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <bdi>{value}</bdi>
      </dd>
    </div>
  );
}

/** How fresh all of it is, and whether the EHR can be asked for more. */
function AsOf({ banner }: { banner: BannerOf }) {
  const now = useNow();
  const connection = useAsk("list_connections", undefined).data?.find((one) => one.id === banner.patient.connection);
  const { asOf } = banner.patient;
  const when = asOf === null ? "Not complete" : `As of ${moment(asOf, now)}`;
  const reach = connection?.reach;
  if (reach?.kind === "offline") return <Chip tone="stale">{`${when} · offline since ${moment(reach.since, now)}`}</Chip>;
  if (connection?.signIn.kind === "lost") return <Chip tone="stale">{`${when} · sign-in lost`}</Chip>;
  return <Chip tone={asOf === null ? "stale" : "plain"}>{when}</Chip>;
}
