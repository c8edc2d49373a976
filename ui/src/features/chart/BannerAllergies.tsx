import type { Banner } from "~/generated/Banner";
import { Chip } from "~/components/Chip";
import { chart, href } from "~/foundations/route";
import styles from "./chart.module.css";

const MOST = 4;

/** Allergies in the banner. "No known allergies" only where the EHR said so. */
export function BannerAllergies({ banner }: { banner: Banner }) {
  switch (banner.allergyStatement) {
    case "none-known":
      return <Chip>No known allergies</Chip>;
    case "nothing-recorded":
      return <Chip tone="dashed">Allergies: nothing recorded</Chip>;
    case "not-known":
      return <Chip tone="stale">Allergies not known</Chip>;
    case "listed":
      break;
  }
  const rest = banner.allergies.length - MOST;
  return (
    <>
      {banner.allergies.slice(0, MOST).map((allergy, n) => (
        <Chip key={`${allergy.substance} ${n}`} tone="alert">
          {allergy.severe && (
            <>
              <svg width="9" height="11" viewBox="0 0 9 11" fill="currentColor" aria-hidden="true">
                <path d="M3.3 0h2.4l-.4 7H3.7zM3.3 8.6h2.4V11H3.3z" />
              </svg>
              <span className="hidden-text">severe </span>
            </>
          )}
          {allergy.reaction === null ? allergy.substance : `${allergy.substance}: ${allergy.reaction}`}
        </Chip>
      ))}
      {rest > 0 && (
        <a className={styles.more} href={href(chart(banner.patient.id, "allergies"))}>
          {rest} more allergies
        </a>
      )}
    </>
  );
}
