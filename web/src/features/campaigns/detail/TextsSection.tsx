import { Alert, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { CampaignDetail } from "../../../api/contract";
import { useMay } from "../../../api/session";
import { MailEditor } from "./MailEditor";

/** What goes to customers: written in a draft, only read where it is none. */
export function TextsSection({ campaign }: { campaign: CampaignDetail }) {
  const { t } = useTranslation("campaigns");
  const may = useMay();
  const isOpen = campaign.state === "draft" && !campaign.is_template && may("triggers");
  return (
    <section aria-labelledby="texts">
      <Title order={2} id="texts" mb="xs">
        {t("texts.heading")}
      </Title>
      {campaign.mails.length === 0 ? (
        <Text c="dimmed">{t("texts.none")}</Text>
      ) : (
        <>
          {campaign.is_template ? (
            <Text c="dimmed" mb="sm" mt={-6}>
              {t("texts.template")}
            </Text>
          ) : campaign.state === "draft" ? (
            <Text c="dimmed" mb="sm" mt={-6}>
              {t(isOpen ? "texts.draft" : "texts.may_not")}
            </Text>
          ) : (
            <Alert variant="light" mb="sm">
              {t("texts.frozen")}
            </Alert>
          )}
          <Stack gap="md">
            {campaign.mails.map((mail) => (
              <MailEditor key={`${campaign.version} ${mail.id}`} campaign={campaign} mail={mail} readOnly={!isOpen} />
            ))}
          </Stack>
        </>
      )}
    </section>
  );
}
