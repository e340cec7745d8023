import { IconHandStop } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "../../components/ButtonLink";
import { useFormats } from "../../format/useFormats";
import { heldCountQuery } from "../held/queries";

/** To the hits that make no opportunity, and how many there are. */
export function HeldLink() {
  const { t } = useTranslation("opportunities");
  const format = useFormats();
  const { data: count } = useQuery(heldCountQuery);
  return (
    <ButtonLink to="/opportunities/held" variant="default" px="sm" leftSection={<IconHandStop size={16} stroke={1.6} aria-hidden />}>
      {t("held", { number: count === undefined ? "…" : format.number(count, 0) })}
    </ButtonLink>
  );
}
