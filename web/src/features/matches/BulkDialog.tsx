import { Alert, Button, Group, Modal, Skeleton, Text } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { MatchAbout, MatchRow } from "../../api/contract";
import { Loaded } from "../../components/Loaded";
import { useFormats } from "../../format/useFormats";
import { contextOf, keyOfRow } from "./pairs";
import { PreviewFigures } from "./PreviewFigures";
import { previewOf } from "./preview";
import { MOST_DECIDED } from "./queries";

interface Props {
  about: MatchAbout;
  rows: readonly MatchRow[];
  verdict: "same" | "different";
  onClose: () => void;
  onConfirm: (rows: readonly MatchRow[], verdict: "same" | "different") => void;
}

/** Says what a decision on many pairs would touch, before it touches anything. */
export function BulkDialog({ about, rows, verdict, onClose, onConfirm }: Props) {
  const { t } = useTranslation("matches");
  const format = useFormats();
  const some = useMemo(() => rows.slice(0, MOST_DECIDED), [rows]);
  const query = useQuery({
    // The machines may change while the dialog is open, and the preview with them.
    queryKey: ["matches", "preview", verdict, some.map(keyOfRow)],
    gcTime: 0,
    queryFn: () => previewOf(about, some, verdict),
  });
  const { data } = query;
  const count = data?.rows.length ?? some.length;
  return (
    <Modal
      opened
      onClose={onClose}
      title={<Text fw={600}>{t(`bulk.title_${verdict}`, { context: contextOf(about), pairs: t("notice.pairs", { count: some.length, number: format.number(some.length, 0) }) })}</Text>}
      closeButtonProps={{ "aria-label": t("bulk.cancel") }}
    >
      <Text mb="md">{t(`bulk.text_${verdict}`, { context: contextOf(about) })}</Text>
      <Loaded query={query} skeleton={<Skeleton h={130} />}>
        {({ preview, dropped }) => (
          <>
            <PreviewFigures about={about} preview={preview} verdict={verdict} />
            {dropped > 0 && (
              <Alert variant="light" color="gray" mt="md" icon={<IconInfoCircle size={18} aria-hidden />}>
                {t("bulk.dropped", { count: dropped, number: format.number(dropped, 0) })}
              </Alert>
            )}
          </>
        )}
      </Loaded>
      {rows.length > MOST_DECIDED && (
        <Text size="sm" c="dimmed" mt="md">
          {t("bulk.most", { number: format.number(MOST_DECIDED, 0) })}
        </Text>
      )}
      <Group justify="flex-end" gap="xs" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t("bulk.cancel")}
        </Button>
        <Button disabled={!data || count === 0} onClick={() => data && onConfirm(data.rows, verdict)}>
          {t(`bulk.submit_${verdict}`, { count, number: format.number(count, 0) })}
        </Button>
      </Group>
    </Modal>
  );
}
