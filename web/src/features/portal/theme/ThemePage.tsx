import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Loaded } from "../../../components/Loaded";
import { PageTitle } from "../../../components/PageTitle";
import { AccountNav } from "../../account/AccountNav";
import { lookQuery } from "../queries";
import { ThemeForm } from "./ThemeForm";

/** How the customers' portal looks: name, logo, two colours, imprint. */
export function ThemePage() {
  const { t } = useTranslation("portal-staff");
  const query = useQuery(lookQuery);
  return (
    <>
      <AccountNav />
      <PageTitle title={t("theme.title")} subtitle={t("theme.subtitle")} />
      <Loaded query={query} skeleton={<Skeleton h={420} radius="md" />}>
        {(look) => <ThemeForm look={look} />}
      </Loaded>
    </>
  );
}
