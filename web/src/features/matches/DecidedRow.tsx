import { Badge, Button, Table, Text } from "@mantine/core";
import { IconArrowBackUp, IconClockPause, IconEqual, IconEqualNot } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { DecisionEntry } from "../../api/contract";
import { useMay, useSession } from "../../api/session";
import { AnchorLink } from "../../components/AnchorLink";
import { Unknown } from "../../components/Unknown";
import { useFormats } from "../../format/useFormats";
import classes from "./Matches.module.css";
import { undoEntry, useOutbox } from "./outbox";

const ICONS = { same: IconEqual, different: IconEqualNot, later: IconClockPause };
/** Who decides where no person does. */
const LINKER = "linker";

/** One decision, who made it, and whether it still counts. */
export function DecidedRow({ entry }: { entry: DecisionEntry }) {
  const { t } = useTranslation("matches");
  const format = useFormats();
  const mayDecide = useMay()("match");
  const { account } = useSession();
  const { takingBack } = useOutbox();
  const Icon = ICONS[entry.verdict];
  const nameOf = (login: string) => (login === account.login ? account.name : login);
  // A customer goes by its number, or by its name in small letters where it has none.
  const customerName = (key: string) => (key.startsWith("#") ? t("decided.customer", { number: key.slice(1) }) : key);
  const undone = entry.undone_at !== null;
  return (
    <Table.Tr c={undone ? "dimmed" : undefined}>
      <Table.Td className={classes.nowrap}>{format.instant(entry.decided_at)}</Table.Td>
      <Table.Td>
        {entry.decided_by === LINKER ? (
          <>
            Instand{" "}
            <Badge variant="outline" color="gray" size="sm" radius="sm" tt="none" fw={500}>
              {t("decided.automatic")}
            </Badge>
          </>
        ) : (
          nameOf(entry.decided_by)
        )}
      </Table.Td>
      <Table.Td>
        {[entry.kept, entry.joined].map((number, at) => (
          <span key={number}>
            {at > 0 && " / "}
            {entry.about === "customer" ? (
              customerName(number)
            ) : (
              <AnchorLink to="/machines/$id" params={{ id: number }} preload={false}>
                {number}
              </AnchorLink>
            )}
          </span>
        ))}
      </Table.Td>
      <Table.Td>
        <span className={classes.verdict} data-undone={undone || undefined}>
          <Icon size={16} stroke={1.8} aria-hidden />
          {t(`verdict.${entry.verdict}`)}
        </span>
        {entry.undone_at !== null && (
          <Text size="sm" c="dimmed">
            {t("decided.undone", { by: nameOf(entry.undone_by ?? ""), at: format.instant(entry.undone_at) })}
          </Text>
        )}
      </Table.Td>
      <Table.Td ta="right">{entry.weight === null ? <Unknown /> : format.number(entry.weight, 1)}</Table.Td>
      <Table.Td ta="right">
        {mayDecide && !undone && (
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconArrowBackUp size={15} stroke={1.8} aria-hidden />}
            loading={takingBack.has(entry.id)}
            onClick={() => undoEntry(entry)}
            aria-label={t("decided.undo_of", { kept: entry.kept, joined: entry.joined })}
          >
            {t("decided.undo")}
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
