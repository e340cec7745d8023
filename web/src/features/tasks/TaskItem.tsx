import { Badge, Button, Group, Modal, Paper, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Task } from "../../api/contract";
import { useMay, useSession } from "../../api/session";
import { AnchorLink } from "../../components/AnchorLink";
import { useFormats } from "../../format/useFormats";
import { useReasonWords } from "../campaigns/reasons";
import { useFinish } from "./changes";
import classes from "./Tasks.module.css";

/** One task: what, why, until when and whose; and doing it. */
export function TaskItem({ task }: { task: Task }) {
  const { t } = useTranslation("tasks");
  const format = useFormats();
  const may = useMay();
  const { today } = useSession();
  const { reason } = useReasonWords();
  const [asking, setAsking] = useState(false);
  const finish = useFinish();
  const close = () => setAsking(false);
  const title = task.kind === "said" ? (task.title ?? "") : t(`kind.${task.kind}`, { title: task.title ?? "" });
  const isRelease = task.kind === "release" && task.enrolment_id !== null;
  const where = task.serial_number ?? (task.machine_id === null ? null : t("gone_machine"));
  return (
    <Paper component="li" p="sm" className={classes.item} data-done={task.done_at !== null || undefined}>
      <div className={classes.what}>
        <Text fw={600}>{title}</Text>
        {task.reasons.length > 0 && <Text size="sm">{task.reasons.map(reason).join("; ")}</Text>}
        <Group gap="0.25rem 1rem" mt={2}>
          {task.machine_id !== null && (
            <AnchorLink to="/machines/$id" params={{ id: task.machine_id }} size="sm">
              {where}
            </AnchorLink>
          )}
          <Text size="sm" c="dimmed">
            {task.customer_name ?? t("no_customer")}
          </Text>
          {task.opportunity_id !== null && (
            <AnchorLink to="/opportunities/$id" params={{ id: task.opportunity_id }} size="sm" aria-label={t("to_opportunity_of", { name: where ?? title })}>
              {t("to_opportunity")}
            </AnchorLink>
          )}
        </Group>
      </div>
      <div className={classes.when}>
        {task.done_at === null ? (
          <>
            <Text size="sm" fw={task.is_overdue ? 600 : 400}>
              {t("due", { day: format.day(task.due_on), left: format.daysFrom(task.due_on, today) })}
            </Text>
            {task.is_overdue && (
              <Badge color="red" variant="light" radius="sm" tt="none" fw={500}>
                {t("overdue")}
              </Badge>
            )}
            <Text size="sm" c="dimmed">
              {task.owner === "" ? t("nobody") : task.owner}
            </Text>
          </>
        ) : (
          <Text size="sm" c="dimmed">
            {t("done", { person: task.done_by ?? "", at: format.instant(task.done_at) })}
          </Text>
        )}
      </div>
      {task.done_at === null && may("work") && (
        <Button
          className={classes.act}
          variant={isRelease ? "filled" : "default"}
          onClick={() => setAsking(true)}
          aria-label={t(isRelease ? "release.label" : "finish.label", { name: [title, where].filter(Boolean).join(", ") })}
        >
          {t(isRelease ? "release.button" : "finish.button")}
        </Button>
      )}
      {asking && (
        <Modal opened onClose={close} title={<Text fw={600}>{t(isRelease ? "release.title" : "finish.title")}</Text>} closeButtonProps={{ "aria-label": t("cancel") }}>
          <Text fw={600}>{title}</Text>
          <Text mb="md">{t(isRelease ? "release.text" : "finish.text")}</Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close} data-autofocus>
              {t("cancel")}
            </Button>
            <Button loading={finish.isPending} onClick={() => finish.mutate(task, { onSettled: close })}>
              {t(isRelease ? "release.button" : "finish.button")}
            </Button>
          </Group>
        </Modal>
      )}
    </Paper>
  );
}
