import { Notice } from "~/components/Notice";
import { Panel } from "~/components/Panel";
import { useAsk } from "~/platform/ask";
import styles from "./settings.module.css";

/** What the administrator of this computer fixed for everybody; nothing where they fixed nothing. */
export function PolicyPanel() {
  const policy = useAsk("policy", undefined).data;
  if (policy === undefined || policy.standing === "none") return null;
  return (
    <Panel title="Fixed by this computer's administrator">
      <div className={styles.pad}>
        {policy.standing === "broken" && (
          <Notice tone="danger" title="Their file is not understood">
            {policy.message} Until it is, the strictest holds; charts stay readable. Ask the administrator to mend {policy.path}.
          </Notice>
        )}
        <dl className={styles.facts}>
          {policy.rules.map((rule) => (
            <div key={`${rule.what} ${rule.says}`}>
              <dt>{rule.what}</dt>
              <dd>{rule.says}</dd>
            </div>
          ))}
          {policy.off.map((off) => (
            <div key={off}>
              <dt>{off}</dt>
              <dd>switched off</dd>
            </div>
          ))}
        </dl>
        {policy.standing === "applies" && <p className={styles.quiet}>They keep it in {policy.path}. It is read when Wardbook starts.</p>}
      </div>
    </Panel>
  );
}
