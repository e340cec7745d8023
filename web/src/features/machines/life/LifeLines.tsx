import { Paper, Text, Title } from "@mantine/core";
import {
  IconArrowsExchange,
  IconBarcode,
  IconBuildingFactory2,
  IconCircleDot,
  IconFileCheck,
  IconFileX,
  type Icon,
  IconPlayerPlay,
  IconPlayerStop,
  IconReplace,
  IconShieldX,
  IconTool,
  IconTrash,
  IconTruckDelivery,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../../api/catalogue";
import type { Life, LifeLine } from "../../../api/contract";
import { SourceList } from "../../../components/SourceList";
import { useCountryName } from "../../../format/useCountryName";
import { useFormats } from "../../../format/useFormats";
import classes from "../history/Timeline.module.css";

interface Props {
  life: Life;
}

/** Lines whose words are the page's own; events of lists have theirs in the glossary. */
const OWN = ["delivered", "installed", "contract_start", "contract_end", "warranty_end", "visits", "retired"] as const;

const ICONS: Record<string, Icon> = {
  delivered: IconTruckDelivery,
  installed: IconPlayerPlay,
  commissioning: IconPlayerPlay,
  recommissioned: IconPlayerPlay,
  moved: IconBuildingFactory2,
  resold: IconArrowsExchange,
  component_exchanged: IconReplace,
  serial_changed: IconBarcode,
  decommissioned: IconPlayerStop,
  retired: IconPlayerStop,
  scrapped: IconTrash,
  contract_start: IconFileCheck,
  contract_end: IconFileX,
  warranty_end: IconShieldX,
  visits: IconTool,
};

function useTitle(): (line: LifeLine) => string {
  const { t } = useTranslation("machines");
  const words = useWords();
  const format = useFormats();
  return (line) => {
    if (line.kind === "visits") return t("life.visits", { count: line.count, number: format.number(line.count, 0) });
    const own = OWN.find((kind) => kind === line.kind && kind !== "visits");
    if (own && own !== "visits") return t(`life.line.${own}`);
    return line.named ?? words.stateLabel(line.kind);
  };
}

/** The machine's life, newest first, year by year. */
export function LifeLines({ life }: Props) {
  const { t } = useTranslation("machines");
  const words = useWords();
  const format = useFormats();
  const countryName = useCountryName();
  const title = useTitle();
  const said = (line: LifeLine, field: string, value: string) => {
    const text = field === "country" ? (countryName(value) ?? value) : value;
    const kind = line.kind.startsWith("contract_") ? "contracts" : "lifecycle_events";
    return `${words.fieldLabel(field, kind)}: ${text}`;
  };
  return (
    <Paper p="md" component="section" aria-labelledby="life">
      <Title order={2} id="life" size="h3" mb="xs">
        {t("life.title")}
      </Title>
      {life.lines.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("life.nothing")}
        </Text>
      )}
      <ol className={classes.events}>
        {life.lines.map((line, at) => {
          const Icon = ICONS[line.kind] ?? IconCircleDot;
          const year = line.on.slice(0, 4);
          const isNew = life.lines[at - 1]?.on.slice(0, 4) !== year;
          return (
            <li key={`${line.on}.${line.kind}.${at}`} className={classes.event}>
              {isNew && <span className={classes.year}>{year}</span>}
              <span className={classes.icon}>
                <Icon size={15} stroke={1.7} aria-hidden />
              </span>
              <div className={classes.said}>
                <Text size="sm" c="dimmed">
                  {line.kind === "visits" && line.count > 1 ? (
                    t("life.last_on", { day: format.day(line.on) })
                  ) : (
                    <time dateTime={line.on}>{format.day(line.on)}</time>
                  )}
                </Text>
                <Text>{title(line)}</Text>
                {line.told.length > 0 && (
                  <Text size="sm" c="dimmed">
                    {line.told.map(({ field, value }) => said(line, field, value)).join(" · ")}
                  </Text>
                )}
                <SourceList places={line.sources} more={line.sources_more} shown={1} />
              </div>
            </li>
          );
        })}
      </ol>
    </Paper>
  );
}
