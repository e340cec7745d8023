import { Group, Pagination, Paper, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ContactRow, ContactsView } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import classes from "./Contacts.module.css";
import { ContactTable } from "./ContactTable";
import { FilterBar } from "./FilterBar";
import { PART } from "./queries";
import { useContactsSearch } from "./useContactsSearch";

export interface Selection {
  selected: ReadonlyMap<string, ContactRow>;
  select: (contacts: readonly ContactRow[], picked: boolean) => void;
}

interface Props {
  view: ContactsView;
  /** Whether another search was asked for since. */
  stale: boolean;
  /** Null where the account may only look. */
  selection: Selection | null;
}

/** The contacts, searched and in parts. */
export function ContactList({ view, stale, selection }: Props) {
  const { t } = useTranslation("contacts");
  const format = useFormats();
  const { search, change } = useContactsSearch();
  const { items, total, offset } = view.rows;
  const number = (value: number) => format.number(value, 0);
  return (
    <Paper p="md" component="section" aria-labelledby="contacts">
      <Title order={2} id="contacts" mb="xs">
        {t("list.title")}
      </Title>
      <FilterBar counts={view.counts} />
      <div className={stale ? classes.stale : undefined} aria-busy={stale}>
        {total === 0 ? (
          <Text c="dimmed">{t("list.none")}</Text>
        ) : (
          <>
            <ContactTable rows={items} selection={selection} />
            <Group justify="space-between" mt="sm">
              <Text size="sm" c="dimmed" role="status">
                {t("list.part", { from: number(offset + 1), to: number(offset + items.length), total: number(total) })}
              </Text>
              {total > PART && (
                <Pagination
                  size="sm"
                  total={Math.ceil(total / PART)}
                  value={search.part ?? 1}
                  onChange={(part) => change({ part: part === 1 ? undefined : part })}
                  getItemProps={(page) => ({ "aria-label": t("list.page", { number: String(page) }) })}
                  getControlProps={(control) => ({ "aria-label": t(`list.control.${control}` as "list.control.next") })}
                />
              )}
            </Group>
          </>
        )}
      </div>
    </Paper>
  );
}
