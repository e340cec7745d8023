import { Button, FileButton, Text } from "@mantine/core";
import { type DragEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { notify } from "../../components/notify";
import classes from "./DataUse.module.css";

interface Props {
  loading: boolean;
  onFile: (file: File) => void;
}

/** Takes a filled-in table, chosen or dropped. */
export function BringFile({ loading, onFile }: Props) {
  const { t } = useTranslation("data-use");
  const [over, setOver] = useState(false);
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [file, ...more] = event.dataTransfer.files;
    if (loading) return;
    if (file && more.length === 0) onFile(file);
    else notify({ color: "red", message: t("workbook.one_file") });
  };
  const onDragOver = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    setOver(true);
  };
  const onDragLeave = (event: DragEvent) => {
    // Leaving for something inside is no leaving.
    if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
  };
  return (
    <div className={classes.zone} data-over={over || undefined} role="group" aria-label={t("workbook.bring")} onDrop={onDrop} onDragOver={onDragOver} onDragLeave={onDragLeave}>
      <Text>{t("workbook.drop")}</Text>
      <FileButton onChange={(file) => file && onFile(file)} accept=".xlsx,.csv">
        {(props) => (
          <Button {...props} variant="default" loading={loading}>
            {t("workbook.choose")}
          </Button>
        )}
      </FileButton>
    </div>
  );
}
