import { Button, Group, Text } from "@mantine/core";
import { IconFileUpload } from "@tabler/icons-react";
import { type ChangeEvent, type DragEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { notify } from "../../components/notify";
import { useFormats } from "../../format/useFormats";
import { chosenFiles, droppedFiles, type NamedFile, totalBytes } from "./dropped";
import classes from "./DropZone.module.css";

interface Props {
  /** The page holds nothing else yet: the zone may be large. */
  first: boolean;
  onFiles: (files: NamedFile[]) => void;
}

const LIMIT = 2_000_000_000;

export function DropZone({ first, onFiles }: Props) {
  const { t } = useTranslation("imports");
  const format = useFormats();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);

  const refuse = (message: string) => notify({ color: "red", message });
  const accept = (given: NamedFile[]) => {
    const size = totalBytes(given);
    if (given.length === 0) refuse(t("drop.empty"));
    else if (size > LIMIT) refuse(t("drop.too_large", { size: format.bytes(size), limit: format.bytes(LIMIT) }));
    else onFiles(given);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void droppedFiles(event.dataTransfer).then(accept, () => refuse(t("drop.empty")));
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
  const onChoose = (event: ChangeEvent<HTMLInputElement>) => {
    const given = chosenFiles(event.currentTarget.files);
    // The same file may be chosen again after it was mended.
    event.currentTarget.value = "";
    if (given.length > 0) accept(given);
  };

  return (
    <section
      className={classes.zone}
      data-over={over || undefined}
      data-first={first || undefined}
      aria-label={t("drop.label")}
      onDrop={onDrop}
      onDragOver={onDragOver}
      onDragLeave={onDragLeave}
    >
      <IconFileUpload size={first ? 44 : 34} stroke={1.2} color="var(--mantine-color-anchor)" aria-hidden style={{ flex: "none" }} />
      <div>
        <Text fw={600} size="lg">
          {t(over ? "drop.active" : "drop.title")}
        </Text>
        <Text c="dimmed" maw={640}>
          {t("drop.text")}
        </Text>
      </div>
      <Group justify="center" gap="xs" className={classes.buttons}>
        <Button onClick={() => files.current?.click()}>{t("drop.files")}</Button>
        <Button variant="default" onClick={() => folder.current?.click()}>
          {t("drop.folder")}
        </Button>
      </Group>
      <input ref={files} type="file" multiple hidden onChange={onChoose} aria-label={t("drop.files")} />
      <input ref={folder} type="file" multiple hidden onChange={onChoose} aria-label={t("drop.folder")} {...{ webkitdirectory: "" }} />
    </section>
  );
}
