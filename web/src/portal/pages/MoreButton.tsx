import { useTranslation } from "react-i18next";
import { Button } from "../parts/Button";
import classes from "./pages.module.css";

interface Props {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
  /** How many of the list are not shown yet. */
  left: number;
}

/** Fetches the next part of a list, where there is one. */
export function MoreButton({ query, left }: Props) {
  const { t } = useTranslation("portal");
  if (!query.hasNextPage) return null;
  return (
    <p className={classes.moreButton}>
      <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        {t("more", { count: left })}
      </Button>
    </p>
  );
}
