import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { SuppressDialog } from "./SuppressDialog";

/** Enters a suppression for a machine or customer that is looked up. */
export function SuppressButton() {
  const { t } = useTranslation("held");
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button onClick={() => setOpened(true)}>{t("enter")}</Button>
      {opened && <SuppressDialog onClose={() => setOpened(false)} />}
    </>
  );
}
