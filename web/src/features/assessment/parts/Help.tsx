import { Tooltip, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { meaningOf } from "../figureId";
import { useReport } from "../reportContext";
import classes from "./parts.module.css";

interface Props {
  /** A figure of the kind that is explained. */
  figure: string;
  /** The heading it stands beside. */
  of: string;
}

const EVENTS = { hover: true, focus: true, touch: true };

/** What a figure counts, on asking. */
export function Help({ figure, of }: Props) {
  const { t } = useTranslation("assessment");
  const meaning = meaningOf(useReport().view, figure);
  if (meaning === undefined) return null;
  return (
    <Tooltip label={meaning} events={EVENTS} openDelay={0}>
      <UnstyledButton className={classes.help} aria-label={t("help", { of })} data-screen-only>
        ?
      </UnstyledButton>
    </Tooltip>
  );
}
