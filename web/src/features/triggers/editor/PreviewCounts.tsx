import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { TriggerPreview } from "../../../api/contract";
import { useSumText } from "../../../components/useSumText";
import { useFormats } from "../../../format/useFormats";

/** How the draft answers, beside the version in force and with the difference to it. */
export function PreviewCounts({ preview }: { preview: TriggerPreview }) {
  const { t } = useTranslation("editor");
  const format = useFormats();
  const sum = useSumText();
  const { in_force: old, machines, not_permitted: kept } = preview;
  const number = (value: number) => format.number(value, 0);
  const rows = [
    { id: "fires", now: preview.fires, before: old?.fires, text: number },
    // How many machines were kept back of the version in force is not said, and so not how many of the rest it leaves out.
    { id: "does_not_fire", now: preview.does_not_fire, before: old && kept === 0 ? machines - old.fires - old.unknown : undefined, text: number },
    { id: "unknown", now: preview.unknown, before: old?.unknown, text: number },
    ...(kept > 0 ? [{ id: "not_permitted", now: kept, before: undefined, text: number } as const] : []),
    { id: "value", now: preview.value_eur, before: old?.value_eur, text: (value: number) => format.moneyShort(value) },
  ] as const;
  const change = (difference: number, text: (value: number) => string) => (difference === 0 ? "±0" : `${difference > 0 ? "+" : "−"}${text(Math.abs(difference))}`);
  return (
    <Table fz="sm" horizontalSpacing={6} mt="xs" aria-label={t("live.counts")}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("live.what")}</Table.Th>
          <Table.Th ta="right">{t("live.draft")}</Table.Th>
          {old && (
            <>
              <Table.Th ta="right">{t("live.in_force", { version: String(old.version) })}</Table.Th>
              <Table.Th ta="right">{t("live.difference")}</Table.Th>
            </>
          )}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map(({ id, now, before, text }) => (
          <Table.Tr key={id}>
            <Table.Th scope="row" fw={400}>
              {t(`live.${id}`)}
            </Table.Th>
            <Table.Td ta="right" fw={600}>
              {id === "value" ? sum(now, preview.fires) : text(now)}
            </Table.Td>
            {before !== undefined && (
              <>
                <Table.Td ta="right">{id === "value" ? sum(before, old?.fires ?? 0) : text(before)}</Table.Td>
                <Table.Td ta="right">{change(now - before, text)}</Table.Td>
              </>
            )}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
