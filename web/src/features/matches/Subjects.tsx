import { SegmentedControl } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { MatchAbout } from "../../api/contract";

const route = getRouteApi("/matches");

/** Whether pairs of machines or of customers are looked at. */
export function Subjects({ about }: { about: MatchAbout }) {
  const { t } = useTranslation("matches");
  const navigate = route.useNavigate();
  return (
    <SegmentedControl
      mb="md"
      size="sm"
      aria-label={t("about.label")}
      value={about}
      onChange={(value) =>
        void navigate({
          search: ({ sort }) => ({ sort, about: value === "customer" ? "customer" : undefined }),
          replace: true,
          resetScroll: false,
        })
      }
      data={[
        { value: "machine", label: t("about.machine") },
        { value: "customer", label: t("about.customer") },
      ]}
    />
  );
}
