import { ActionIcon, Button, Group, Popover, Stack, Text, TextInput } from "@mantine/core";
import { IconBookmark, IconTrash } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "../../../components/ButtonLink";
import type { MachineSearch } from "../search";
import { sameView, useSavedViews } from "./savedViews";

interface Props {
  search: MachineSearch;
}

/** Views under a name: filters, order, columns and tab as they are in the address. */
export function ViewsMenu({ search }: Props) {
  const { t } = useTranslation("machines");
  const { views, save, remove } = useSavedViews();
  const [opened, setOpened] = useState(false);
  const [name, setName] = useState("");
  const current = views.find((view) => sameView(view.search, search));

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = name.trim();
    if (wanted === "") return;
    save(wanted, search);
    setName("");
  };

  return (
    <Popover position="bottom-end" shadow="md" width={340} trapFocus returnFocus opened={opened} onChange={setOpened}>
      <Popover.Target>
        <Button variant="default" leftSection={<IconBookmark size={16} stroke={1.6} aria-hidden />} onClick={() => setOpened(!opened)}>
          {current?.name ?? t("views.open")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("views.title")}>
        <Text fw={600} mb="xs">
          {t("views.title")}
        </Text>
        {views.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t("views.none")}
          </Text>
        ) : (
          <Stack gap={2} component="ul" m={0} p={0} style={{ listStyle: "none" }}>
            {views.map((view) => (
              <Group key={view.name} component="li" gap={4} wrap="nowrap">
                <ButtonLink
                  to="/machines"
                  search={view.search}
                  variant={view === current ? "light" : "subtle"}
                  color={view === current ? undefined : "gray"}
                  justify="flex-start"
                  flex={1}
                  miw={0}
                  aria-current={view === current ? "true" : undefined}
                  onClick={() => setOpened(false)}
                >
                  {view.name}
                </ButtonLink>
                <ActionIcon variant="subtle" color="gray" aria-label={t("views.remove", { name: view.name })} onClick={() => remove(view.name)}>
                  <IconTrash size={16} stroke={1.6} />
                </ActionIcon>
              </Group>
            ))}
          </Stack>
        )}
        <form onSubmit={onSubmit}>
          <Group gap="xs" mt="sm" wrap="nowrap" align="flex-end">
            <TextInput
              flex={1}
              label={t("views.name")}
              placeholder={t("views.example")}
              value={name}
              maxLength={60}
              onChange={({ currentTarget }) => setName(currentTarget.value)}
            />
            <Button type="submit" disabled={name.trim() === ""}>
              {t("views.save")}
            </Button>
          </Group>
        </form>
        <Text size="xs" c="dimmed" mt="xs">
          {t("views.hint")}
        </Text>
      </Popover.Dropdown>
    </Popover>
  );
}
