import { Group, Pagination, Paper, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { DataUseRegister } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import type { Changes } from "./changes";
import classes from "./DataUse.module.css";
import { FilterBar } from "./FilterBar";
import { PART } from "./queries";
import { RegisterTable } from "./RegisterTable";
import { useDataUseSearch } from "./useDataUseSearch";

interface Props {
  register: DataUseRegister;
  stale: boolean;
  /** Null where the account may only look. */
  changes: Changes | null;
}

/** The machines with what is agreed, searched and in parts. */
export function Machines({ register, stale, changes }: Props) {
  const { t } = useTranslation("data-use");
  const format = useFormats();
  const { search, change } = useDataUseSearch();
  const { items, total, offset } = register.rows;
  const number = (value: number) => format.number(value, 0);
  return (
    <Paper p="md" component="section" aria-labelledby="register">
      <Title order={2} id="register" mb="xs">
        {t("register.title")}
      </Title>
      <FilterBar />
      <div className={stale ? classes.stale : undefined} aria-busy={stale}>
        {total === 0 ? (
          <Text c="dimmed">{t("register.none")}</Text>
        ) : (
          <>
            <RegisterTable rows={items} isKept={register.is_kept} changes={changes} />
            <Group justify="space-between" mt="sm">
              <Text size="sm" c="dimmed" role="status">
                {t("register.part", { from: number(offset + 1), to: number(offset + items.length), total: number(total) })}
              </Text>
              {total > PART && (
                <Pagination
                  size="sm"
                  total={Math.ceil(total / PART)}
                  value={search.part ?? 1}
                  onChange={(part) => change({ part: part === 1 ? undefined : part })}
                  getItemProps={(page) => ({ "aria-label": t("register.page", { number: String(page) }) })}
                  getControlProps={(control) => ({ "aria-label": t(`register.control.${control}` as "register.control.next") })}
                />
              )}
            </Group>
          </>
        )}
      </div>
    </Paper>
  );
}
