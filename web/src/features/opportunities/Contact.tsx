import { Anchor, Paper, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { OpportunityDetail } from "../../api/contract";
import { useCountryName } from "../../format/useCountryName";
import classes from "./OpportunityView.module.css";

interface Props {
  opportunity: OpportunityDetail;
}

export function Contact({ opportunity }: Props) {
  const { t } = useTranslation("opportunities");
  const countryName = useCountryName();
  const { contact, customer_number } = opportunity;
  const known = contact && (contact.name || contact.phone || contact.email);
  const place = [[opportunity.postcode, opportunity.city].filter(Boolean).join(" "), countryName(opportunity.country)].filter(Boolean).join(", ");
  return (
    <Paper p="md" component="section">
      <Title order={2} size="h3" mb="xs">
        {t("contact.title")}
      </Title>
      {contact?.name && <Text fw={600}>{contact.name}</Text>}
      {!known && <Text c="dimmed">{t("contact.none")}</Text>}
      <dl className={classes.contact}>
        {contact?.phone && (
          <>
            <dt>{t("contact.phone")}</dt>
            <dd>
              <Anchor href={`tel:${contact.phone.replace(/[^\d+]/g, "")}`}>{contact.phone}</Anchor>
            </dd>
          </>
        )}
        {contact?.email && (
          <>
            <dt>{t("contact.email")}</dt>
            <dd>
              <Anchor href={`mailto:${contact.email}`}>{contact.email}</Anchor>
            </dd>
          </>
        )}
        {place && (
          <>
            <dt>{t("contact.place")}</dt>
            <dd>{place}</dd>
          </>
        )}
        {customer_number && (
          <>
            <dt>{t("contact.customer_number")}</dt>
            <dd>{customer_number}</dd>
          </>
        )}
      </dl>
    </Paper>
  );
}
