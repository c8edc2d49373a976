import { Button } from "~/components/Button";
import { Choices } from "~/components/Choices";
import { MayNot } from "~/components/MayNot";
import { FailureNotice } from "~/components/Notice";
import { Page } from "~/components/Page";
import { Panel } from "~/components/Panel";
import { BackupPanel } from "~/features/backup/BackupPanel";
import { GlassPanel } from "~/features/glass/GlassPanel";
import { askToLock } from "~/features/lock/keepers";
import { RetentionPanel } from "~/features/leaving/RetentionPanel";
import { LeavePanel } from "~/features/leaving/LeavePanel";
import { LockPanel } from "~/features/lock/LockPanel";
import { useMay } from "~/platform/may";
import { OwnPassword } from "~/features/people/OwnPassword";
import { PeoplePanel } from "~/features/people/PeoplePanel";
import { useLanguage } from "~/foundations/texts/texts";
import { useTheme } from "~/foundations/theme";
import { useAsk } from "~/platform/ask";
import { useChooseLanguage, useChooseTheme } from "./appearance";
import { Checks } from "./Checks";
import { DocumentLimit } from "./DocumentLimit";
import { HealthView } from "./HealthView";
import { PolicyPanel } from "./PolicyPanel";
import { SupportBundle } from "./SupportBundle";
import { WatchedFolder } from "./WatchedFolder";
import styles from "./settings.module.css";

const THEMES = [
  { value: "system", title: "As the system" },
  { value: "light", title: "Light" },
  { value: "dark", title: "Dark" },
] as const;

const LANGUAGES = [
  { value: "english", title: "English" },
  { value: "arabic", title: "العربية (in part)" },
] as const;

/** Settings and health: how the window looks, and how the program itself is doing. */
export function SettingsPage() {
  const theme = useTheme();
  const look = useChooseTheme();
  const language = useLanguage();
  const spoken = useChooseLanguage();
  const may = useMay();
  const health = useAsk("health", undefined);
  return (
    <Page
      title="Settings"
      aside={
        <Button onPress={askToLock}>
          Lock Wardbook
        </Button>
      }
    >
      <div className={styles.columns}>
        <div className={styles.column}>
          <Panel title="Appearance">
            <div className={styles.pad}>
              <Choices label="Colours" value={theme} choices={THEMES} onChange={look.choose} inline />
              <Choices label="Language" value={language} choices={LANGUAGES} onChange={spoken.choose} inline />
              {spoken.failure && <FailureNotice failure={spoken.failure} />}
              {look.failure && <FailureNotice failure={look.failure} />}
            </div>
          </Panel>
          <PeoplePanel />
          <GlassPanel />
          <OwnPassword />
          <PolicyPanel />
          <LockPanel />
          <RetentionPanel />
          <MayNot needs="administer" what="Backup, the watched folder, limits, support and leaving">
            <BackupPanel />
            <DocumentLimit />
            <WatchedFolder />
          </MayNot>
          <Checks />
          {may("administer") && (
            <>
              <SupportBundle />
              <LeavePanel />
            </>
          )}
        </div>
        <div className={styles.column}>
          {health.isError && <FailureNotice failure={health.error.failure} />}
          {health.data && <HealthView health={health.data} onAgain={() => void health.refetch()} />}
        </div>
      </div>
    </Page>
  );
}
