import { Button, Group, Modal, Select, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Visit } from "../../api/tours";
import { useMay } from "../../api/session";
import { nameOf } from "../tours/board";
import { LimitList } from "../tours/LimitList";
import { canMove } from "../tours/StopBlock";
import { useDurations } from "../tours/useDurations";
import { CancelVisitDialog } from "./CancelVisitDialog";
import { useOfferVisit, usePromise } from "./changes";
import { VisitBadges } from "./VisitBadges";
import { VisitDialog } from "./VisitDialog";
import { VisitFacts } from "./VisitFacts";

interface Props {
  visit: Visit;
  technicianName: (id: string | null | undefined) => string;
  /** Absent where there are no tours to move it in. */
  onMove?: () => void;
  onTakeOff?: () => void;
  onClose: () => void;
}

const TOLERANCES = [0, 15, 30, 60, 120] as const;

/** One visit: what is known of it, and what can be done with it. */
export function VisitModal({ visit, technicianName, onMove, onTakeOff, onClose }: Props) {
  const { t } = useTranslation("visits");
  const may = useMay();
  const [step, setStep] = useState<"edit" | "cancel" | null>(null);
  const isPending = visit.state !== "done" && visit.state !== "cancelled";
  const mayChange = may("plan_tours") && isPending;
  if (step === "edit") return <VisitDialog visit={visit} onClose={() => setStep(null)} />;
  if (step === "cancel") return <CancelVisitDialog visit={visit} onDone={onClose} onClose={() => setStep(null)} />;
  return (
    <Modal opened onClose={onClose} size="42rem" title={<Text fw={600}>{nameOf(visit)}</Text>} closeButtonProps={{ "aria-label": t("close") }}>
      <Stack gap="md">
        <div>
          <Text fw={600}>{visit.title}</Text>
          <VisitBadges visit={visit} />
        </div>
        <VisitFacts visit={visit} />
        {visit.state === "open" && visit.limits.length > 0 && (
          <section>
            <Title order={3} size="h4">
              {t("why_left_out")}
            </Title>
            <LimitList limits={visit.limits} technicianName={technicianName} />
          </section>
        )}
        {mayChange && <Promising visit={visit} />}
        {mayChange && <Offering visit={visit} />}
        {mayChange && (
          <Group gap="xs" justify="flex-end">
            <Button variant="subtle" color="red" onClick={() => setStep("cancel")}>
              {t("action.cancel_visit")}
            </Button>
            {onTakeOff && visit.planned && canMove(visit) && (
              <Button variant="default" onClick={onTakeOff}>
                {t("action.take_off")}
              </Button>
            )}
            <Button variant="default" onClick={() => setStep("edit")}>
              {t("action.edit")}
            </Button>
            {onMove && canMove(visit) && <Button onClick={onMove}>{t(visit.planned ? "action.move" : "action.put_on_tour")}</Button>}
          </Group>
        )}
      </Stack>
    </Modal>
  );
}

/** The customer chooses the time in the portal, until one is agreed on. */
function Offering({ visit }: { visit: Visit }) {
  const { t } = useTranslation("visits");
  const offer = useOfferVisit();
  if (visit.promise || visit.started || visit.customer_id === null) return null;
  const isOffered = visit.offered_on !== null;
  return (
    <Group gap="xs">
      <Button variant="default" loading={offer.isPending} onClick={() => offer.mutate({ visit, offered: !isOffered })}>
        {t(isOffered ? "offer.withdraw" : "offer.give")}
      </Button>
      {isOffered && (
        <Text size="sm" c="dimmed">
          {t("offer.stands")}
        </Text>
      )}
    </Group>
  );
}

/** What is planned becomes what the customer was told, or the other way round. */
function Promising({ visit }: { visit: Visit }) {
  const { t } = useTranslation("visits");
  const duration = useDurations();
  const promise = usePromise();
  const [tolerance, setTolerance] = useState("30");
  if (visit.promise) {
    return (
      <Group gap="xs">
        <Button variant="default" loading={promise.isPending} onClick={() => promise.mutate({ visit, tolerance: null })}>
          {t("promise.withdraw")}
        </Button>
        <Text size="sm" c="dimmed">
          {t("promise.stays")}
        </Text>
      </Group>
    );
  }
  if (!visit.planned || visit.started) return null;
  return (
    <Group gap="xs" align="flex-end">
      <Select
        label={t("promise.tolerance")}
        w={190}
        allowDeselect={false}
        value={tolerance}
        data={TOLERANCES.map((minutes) => ({ value: String(minutes), label: minutes === 0 ? t("promise.exact") : t("promise.plus_minus", { duration: duration(minutes) }) }))}
        onChange={(value) => setTolerance(value ?? "30")}
      />
      <Button variant="default" loading={promise.isPending} onClick={() => promise.mutate({ visit, tolerance: Number(tolerance) })}>
        {t("promise.give")}
      </Button>
    </Group>
  );
}
