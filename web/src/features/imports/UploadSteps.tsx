import { useTranslation } from "react-i18next";
import type { Upload } from "../../api/contract";
import classes from "../../components/Steps.module.css";

const STEPS = ["sent", "check", "import", "result"] as const;
const AT = { open: 1, failed: 1, importing: 2, done: 3 } as const;

/** Where one is on the way from file to result. */
export function UploadSteps({ state }: Pick<Upload, "state">) {
  const { t } = useTranslation("imports");
  const at = AT[state];
  return (
    <ol className={classes.steps} aria-label={t("upload.stage.label")}>
      {STEPS.map((step, index) => (
        <li key={step} className={classes.step} data-done={index < at || undefined} aria-current={index === at ? "step" : undefined}>
          <span className={classes.number} aria-hidden>
            {index + 1}
          </span>
          {t(`upload.stage.${step}`)}
        </li>
      ))}
    </ol>
  );
}
