import { Button, NumberInput, Popover, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { MatchAbout, MatchRow } from "../../api/contract";
import { notify } from "../../components/notify";
import { useFormats } from "../../format/useFormats";
import { waiting } from "./queries";

interface Props {
  about: MatchAbout;
  onPick: (rows: readonly MatchRow[]) => void;
}

/** Picks all pairs that are at least so likely, loaded or not. What was put off is left to be looked at. */
export function PickLikely({ about, onPick }: Props) {
  const { t } = useTranslation("matches");
  const format = useFormats();
  const [opened, { close, toggle }] = useDisclosure(false);
  const [least, setLeast] = useState<number | string>(95);
  const find = useMutation({
    mutationFn: (share: number) => waiting(about, ({ later, probability }) => !later && probability >= share),
    onSuccess: (rows, share) => {
      close();
      if (rows.length === 0) notify({ message: t("likely.none", { percent: format.percent(share, 1) }) });
      else onPick(rows);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typeof least === "number") find.mutate(least / 100);
  };
  return (
    <Popover opened={opened} onDismiss={close} position="bottom-end" shadow="md" width={260} trapFocus returnFocus>
      <Popover.Target>
        <Button variant="subtle" size="compact-sm" onClick={toggle}>
          {t("likely.open")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("likely.open")}>
        <form onSubmit={submit}>
          <Stack gap="xs">
            <NumberInput
              label={t("likely.label")}
              min={0}
              max={100}
              decimalScale={1}
              decimalSeparator={format.locale === "en-GB" ? "." : ","}
              suffix=" %"
              value={least}
              onChange={setLeast}
              data-autofocus
            />
            <Text size="xs" c="dimmed">
              {t("likely.hint")}
            </Text>
            <Button type="submit" size="xs" loading={find.isPending} disabled={typeof least !== "number"}>
              {t("likely.submit")}
            </Button>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
