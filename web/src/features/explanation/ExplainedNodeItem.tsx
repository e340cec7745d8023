import { useTranslation } from "react-i18next";
import type { ExplainedNode } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";
import { EvidenceRows } from "../../components/EvidenceRows";
import { Answer } from "./Answer";
import classes from "./Explanation.module.css";

/** A part of the condition with its answer, and the parts it is made of. */
export function ExplainedNodeItem({ node }: { node: ExplainedNode }) {
  const { t } = useTranslation("explanation");
  const { t: components } = useTranslation("components");
  const { kind, answer, decides, trigger, evidence, children } = node;
  return (
    <li className={classes.node} data-kind={kind}>
      <div className={classes.line}>
        <Answer answer={answer} decides={decides && (kind === "comparison" || kind === "trigger")} />
        {kind === "comparison" ? (
          <div className={classes.evidence}>
            <EvidenceRows label={components("evidence.label")} evidence={evidence} met={answer === "yes"} />
          </div>
        ) : trigger ? (
          <AnchorLink to="/triggers/$id" params={{ id: trigger.id }} fw={600}>
            {t("tree.trigger", { title: trigger.title, version: String(trigger.version) })}
          </AnchorLink>
        ) : (
          kind !== "trigger" && <span>{t(`tree.${kind}`)}</span>
        )}
      </div>
      {children.length > 0 && (
        <ul className={classes.tree}>
          {children.map((child, at) => (
            // The tree is shown as it came and never changes its order.
            <ExplainedNodeItem key={at} node={child} />
          ))}
        </ul>
      )}
    </li>
  );
}
