import { useTranslation } from "react-i18next";
import type { MachineFile } from "../../../api/contract";
import { CategoryCard } from "./CategoryCard";
import classes from "./FileTab.module.css";

interface Props {
  machine: MachineFile;
}

/** The five categories of the machine file. */
export function FileTab({ machine }: Props) {
  const { t } = useTranslation("machines");
  const currency = machine.categories.flatMap(({ values }) => values).find(({ field }) => field === "currency")?.value ?? null;
  return (
    <div className={classes.categories} aria-label={t("file.tab.file")}>
      {machine.categories.map((category) => (
        <CategoryCard key={category.id} category={category} currency={currency} />
      ))}
    </div>
  );
}
