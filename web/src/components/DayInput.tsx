import "@mantine/dates/styles.css";
import "dayjs/locale/de";
import "dayjs/locale/it";
import { DateInput, type DateInputProps } from "@mantine/dates";
import dayjs from "dayjs";
import customParseFormat from "dayjs/plugin/customParseFormat";
import { useTranslation } from "react-i18next";

dayjs.extend(customParseFormat);

interface Props extends Omit<DateInputProps, "value" | "onChange" | "locale" | "valueFormat"> {
  /** "2026-11-22" or null */
  value: string | null;
  onChange: (day: string | null) => void;
}

const FORMAT: Record<string, string> = { de: "DD.MM.YYYY", it: "DD/MM/YYYY", en: "DD/MM/YYYY" };

/** A local day, typed or picked, in the way of the session's language. Carries the weight of @mantine/dates: use it on lazy pages only. */
export function DayInput({ value, onChange, ...rest }: Props) {
  const { t, i18n } = useTranslation("components");
  const format = FORMAT[i18n.language] ?? "YYYY-MM-DD";
  return (
    <DateInput
      locale={i18n.language}
      firstDayOfWeek={1}
      valueFormat={format}
      placeholder={t("day.placeholder")}
      clearable
      clearButtonProps={{ "aria-label": t("day.clear") }}
      previousLabel={t("day.previous")}
      nextLabel={t("day.next")}
      {...rest}
      value={value}
      onChange={(day) => onChange(day === null ? null : dayjs(day).format("YYYY-MM-DD"))}
    />
  );
}
