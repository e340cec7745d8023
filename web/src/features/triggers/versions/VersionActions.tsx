import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TriggerVersion } from "../../../api/contract";
import { useMay } from "../../../api/session";
import { ButtonLink } from "../../../components/ButtonLink";
import { ApproveButtons } from "./ApproveButtons";
import { ConfirmDialog } from "./ConfirmDialog";
import { SendBackDialog } from "./SendBackDialog";
import { useSteps } from "./useSteps";

/** What may be done with a version as it stands, by this person. */
export function VersionActions({ version: of }: { version: TriggerVersion }) {
  const { t } = useTranslation("triggers");
  const may = useMay();
  const { step, throwAway } = useSteps(of);
  const [asking, setAsking] = useState<"throw_away" | "send_back" | "retire" | null>(null);
  const close = () => setAsking(null);
  const version = String(of.version);
  const writes = may("triggers");
  const approves = may("approve");
  return (
    <>
      {writes && (of.state === "draft" || of.state === "active" || of.state === "retired") && (
        <ButtonLink variant="default" to="/triggers/$id/edit" params={{ id: of.trigger }} search={of.state === "active" ? {} : { version: of.version }}>
          {t(of.state === "draft" ? "step.edit" : "step.edit_new")}
        </ButtonLink>
      )}
      {of.state === "draft" && writes && (
        <>
          <Button variant="default" onClick={() => setAsking("throw_away")}>
            {t("step.throw_away")}
          </Button>
          <Button loading={step.isPending} onClick={() => step.mutate({ to: "submitted" })}>
            {t("step.submit")}
          </Button>
        </>
      )}
      {of.state === "submitted" && (writes || approves) && (
        <Button variant="default" onClick={() => setAsking("send_back")}>
          {t("step.send_back")}
        </Button>
      )}
      {of.state === "submitted" && approves && <ApproveButtons isOwn={of.is_own} loading={step.isPending} onStep={(to) => step.mutate({ to })} />}
      {of.state === "reviewed" && approves && (
        <Button loading={step.isPending} onClick={() => step.mutate({ to: "active" })}>
          {t("step.activate")}
        </Button>
      )}
      {of.state === "active" && approves && (
        <Button variant="default" onClick={() => setAsking("retire")}>
          {t("step.retire")}
        </Button>
      )}
      {asking === "throw_away" && (
        <ConfirmDialog
          title={t("throw_away.title", { version })}
          text={t("throw_away.text")}
          action={t("step.throw_away")}
          loading={throwAway.isPending}
          onConfirm={() => throwAway.mutate()}
          onClose={close}
        />
      )}
      {asking === "retire" && (
        <ConfirmDialog
          title={t("retire.title", { title: of.title })}
          text={t("retire.text")}
          action={t("step.retire")}
          loading={step.isPending}
          onConfirm={() => step.mutate({ to: "retired" }, { onSettled: close })}
          onClose={close}
        />
      )}
      {asking === "send_back" && (
        <SendBackDialog version={of.version} loading={step.isPending} onSend={(note) => step.mutate({ to: "draft", note }, { onSettled: close })} onClose={close} />
      )}
    </>
  );
}
