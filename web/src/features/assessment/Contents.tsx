import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import classes from "./Contents.module.css";
import { useReport } from "./reportContext";
import { SECTIONS } from "./sections";
import { useSectionInSight } from "./useSectionInSight";

/** The chapters of the report. */
export function Contents() {
  const { t } = useTranslation("assessment");
  const { assumptions } = useReport();
  const inSight = useSectionInSight();
  return (
    <nav className={classes.contents} aria-label={t("contents")} data-screen-only>
      <ol>
        {SECTIONS.map((section) => (
          <li key={section}>
            <Link
              to="/assessment"
              search={{ assumptions }}
              hash={section}
              replace
              className={classes.link}
              activeOptions={{ includeHash: true }}
              data-in-sight={section === inSight || undefined}
            >
              {t(`section.${section}`)}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}
