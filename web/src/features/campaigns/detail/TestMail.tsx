import { Button, Popover, Text, TextInput } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Language } from "../../../api/contract";
import { useTestMail } from "../changes";

interface Props {
  campaign: string;
  mail: string;
  language: Language;
}

/** Sends a saved message to one's own house, to be looked at in a mailbox. */
export function TestMail({ campaign, mail, language }: Props) {
  const { t } = useTranslation("campaigns");
  const [open, setOpen] = useState(false);
  const [to, setTo] = useState("");
  const test = useTestMail(campaign, mail);
  return (
    <Popover opened={open} onChange={setOpen} trapFocus withArrow position="bottom-end" width={340}>
      <Popover.Target>
        <Button variant="default" size="compact-sm" leftSection={<IconSend size={16} stroke={1.6} aria-hidden />} aria-expanded={open} onClick={() => setOpen(!open)}>
          {t("texts.test")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            test.mutate({ to: to.trim(), language }, { onSuccess: () => setOpen(false) });
          }}
        >
          <TextInput type="email" required label={t("texts.test_to")} value={to} onChange={(event) => setTo(event.currentTarget.value)} />
          <Text size="xs" c="dimmed" my="xs">
            {t("texts.test_hint")}
          </Text>
          <Button type="submit" size="compact-sm" loading={test.isPending}>
            {t("texts.test_send")}
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
