import { UnstyledButton } from "@mantine/core";
import { IconArrowsDiff } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../../api/catalogue";
import type { FileValue } from "../../../api/contract";
import { SourceLink } from "../../../components/SourceLink";
import { useFormats } from "../../../format/useFormats";
import classes from "./FileTab.module.css";
import { useFileValueText } from "./useFileValueText";

interface Props {
  value: FileValue;
  currency: string | null;
}

/** A value of the file with the cell it was taken from, and the cells that said something else or the same. */
export function FieldRow({ value, currency }: Props) {
  const { t } = useTranslation("machines");
  const format = useFormats();
  const words = useWords();
  const text = useFileValueText(currency);
  // A contradiction is shown by itself; who says the same is shown when asked.
  const [opened, setOpened] = useState(value.differs);
  const others = value.not_taken.length + value.not_taken_more;
  return (
    <div className={classes.row}>
      <dt>{words.fieldLabel(value.field)}</dt>
      <dd className={classes.value}>
        {text(value.field, value.value)}{" "}
        {others > 0 && (
          <UnstyledButton fz="sm" fw={400} onClick={() => setOpened(!opened)} aria-expanded={opened} className={value.differs ? classes.differs : undefined} c={value.differs ? undefined : "dimmed"}>
            {value.differs && <IconArrowsDiff size={14} stroke={1.8} aria-hidden />}
            {value.differs ? t("file.differs") : t("file.same_in", { count: others, number: format.number(others, 0) })}
          </UnstyledButton>
        )}
      </dd>
      <dd className={classes.source}>
        {value.computed_from.length === 0 ? (
          <SourceLink place={value.source} />
        ) : (
          <>
            <span>{t("file.computed_from")} </span>
            {value.computed_from.map((part) => (
              <span key={part.field}>
                {words.fieldLabel(part.field)}: {text(part.field, part.value)} <SourceLink place={part.source} />{" "}
              </span>
            ))}
          </>
        )}
      </dd>
      {opened && others > 0 && (
        <dd className={classes.losers}>
          <span className="visually-hidden">{t("file.not_taken")}</span>
          <ul className={classes.losers}>
            {value.not_taken.map((loser) => (
              <li key={`${loser.source.table}.${loser.source.row}.${loser.source.column}`}>
                <span>
                  {t("file.not_taken_value", { value: text(value.field, loser.value) })}{" "}
                  {loser.differs && <span className={classes.differs}>{t("file.other_value")}</span>}
                </span>
                <SourceLink place={loser.source} />
              </li>
            ))}
            {value.not_taken_more > 0 && <li>{t("file.not_taken_more", { count: value.not_taken_more, number: format.number(value.not_taken_more, 0) })}</li>}
          </ul>
        </dd>
      )}
    </div>
  );
}
