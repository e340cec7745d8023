import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useSession } from "../../../api/session";
import { useFormats } from "../../../format/useFormats";

interface Props {
  /** undefined while it is counted */
  total: number | undefined;
}

/** How many machines the filters leave; said aloud when it changes. */
export function MachineCount({ total }: Props) {
  const { t } = useTranslation("machines");
  const format = useFormats();
  const { machines } = useSession();
  const number = total === undefined ? "" : format.number(total, 0);
  return (
    <Text c="dimmed" aria-live="polite" miw="8rem">
      {total === undefined
        ? ""
        : total === machines
          ? t("count", { count: total, number })
          : t("count_of", { count: machines, number, all: format.number(machines, 0) })}
    </Text>
  );
}
