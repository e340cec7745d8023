import { Badge, Box, Text } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { AssessmentView } from "../../../api/contract";
import { ButtonLink } from "../../../components/ButtonLink";
import { PageTitle } from "../../../components/PageTitle";
import { useFormats } from "../../../format/useFormats";
import { WhatIfNotice } from "../assumptions/WhatIfNotice";
import { findFigure, meaningOf, scopeTextOf } from "../figureId";
import { sectionOf } from "../sections";
import { useFigureWords } from "../useFigureWords";
import { useScopeWords } from "../useScopeWords";

const route = getRouteApi("/assessment/machines");

interface Props {
  view: AssessmentView | undefined;
  total: number | undefined;
}

/** What the number is, in words, and the way back to where it stands. */
export function FigureHead({ view, total }: Props) {
  const { t } = useTranslation("assessment");
  const format = useFormats();
  const { figure, assumptions, from = sectionOf(figure) } = route.useSearch();
  const words = useFigureWords();
  const scope = useScopeWords(view?.result.assumptions.country_groups ?? []).scope(scopeTextOf(figure));
  const eur = view && findFigure(view.result, figure)?.eur;
  const said = [
    ...scope,
    ...(total === undefined ? [] : [t("machines", { count: total, number: format.number(total, 0) })]),
    ...(eur === undefined ? [] : [format.money(eur)]),
  ];
  const meaning = view && meaningOf(view, figure);
  return (
    <>
      <ButtonLink
        to="/assessment"
        search={{ assumptions }}
        hash={from}
        variant="subtle"
        size="compact-sm"
        ml={-8}
        mb={4}
        leftSection={<IconArrowLeft size={16} stroke={1.7} aria-hidden />}
        data-screen-only
      >
        {t("figure.back", { section: t(`section.${from}`) })}
      </ButtonLink>
      <PageTitle
        title={words(figure)}
        subtitle={said.join(" · ")}
        beside={
          assumptions !== undefined && (
            <Badge color="amber" variant="light" tt="none">
              {t("assume.changed")}
            </Badge>
          )
        }
      />
      {meaning && (
        <Text maw="52rem" mb="md">
          {meaning}
        </Text>
      )}
      {view && assumptions !== undefined && (
        <Box mb="md">
          <WhatIfNotice />
        </Box>
      )}
    </>
  );
}
