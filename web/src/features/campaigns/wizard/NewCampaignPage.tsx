import { Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { AnchorLink } from "../../../components/AnchorLink";
import { Loaded } from "../../../components/Loaded";
import { PageTitle } from "../../../components/PageTitle";
import { campaignsQuery } from "../queries";
import { TemplateCards } from "../TemplateCards";
import { MakeSmall } from "./MakeSmall";
import { TryOut } from "./TryOut";
import steps from "../../../components/Steps.module.css";
import classes from "./Wizard.module.css";

const route = getRouteApi("/campaigns/new");
const STEPS = ["template", "scope", "try"] as const;

/** From a template to a draft: choose, make it small, see what it would do. */
export function NewCampaignPage() {
  const { t } = useTranslation("campaigns");
  const { template: id, step } = route.useSearch();
  const query = useQuery(campaignsQuery);
  const template = query.data?.templates.find((of) => of.id === id);
  const at = template === undefined ? 0 : step === "try" ? 2 : 1;
  return (
    <>
      <Text size="sm" mb={4}>
        <AnchorLink to="/campaigns">{t("back")}</AnchorLink>
      </Text>
      <PageTitle title={t("wizard.title")} subtitle={template?.title ?? t("wizard.subtitle")} />
      <ol className={steps.steps} aria-label={t("wizard.steps")}>
        {STEPS.map((of, index) => (
          <li key={of} className={steps.step} data-done={index < at || undefined} aria-current={index === at ? "step" : undefined}>
            <span className={steps.number} aria-hidden>
              {index + 1}
            </span>
            {t(`wizard.step.${of}`)}
          </li>
        ))}
      </ol>
      <Loaded query={query} skeleton={<Skeleton h={320} radius="md" />}>
        {({ templates, items }) => {
          if (template === undefined) {
            return (
              <section>
                <h2 id="templates" className={classes.hidden}>
                  {t("templates.heading")}
                </h2>
                <TemplateCards templates={templates} campaigns={items} />
              </section>
            );
          }
          return at === 2 ? <TryOut template={template} /> : <MakeSmall template={template} />;
        }}
      </Loaded>
    </>
  );
}
