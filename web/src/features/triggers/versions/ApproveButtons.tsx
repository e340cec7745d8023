import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface Props {
  /** Whether the person saved or submitted it: then another has to approve it. */
  isOwn: boolean;
  loading: boolean;
  onStep: (to: "reviewed" | "active") => void;
}

/** Approves what another person submitted; that it must be another is said on the page under `own-version`. */
export function ApproveButtons({ isOwn, loading, onStep }: Props) {
  const { t } = useTranslation("triggers");
  const describedBy = isOwn ? "own-version" : undefined;
  return (
    <>
      <Button variant="default" disabled={isOwn} aria-describedby={describedBy} loading={loading} onClick={() => onStep("reviewed")}>
        {t("step.approve")}
      </Button>
      <Button disabled={isOwn} aria-describedby={describedBy} loading={loading} onClick={() => onStep("active")}>
        {t("step.approve_and_activate")}
      </Button>
    </>
  );
}
