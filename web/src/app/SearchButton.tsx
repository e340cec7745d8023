import { Kbd, UnstyledButton } from "@mantine/core";
import { useDisclosure, useHotkeys } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./Shell.module.css";

const SearchDialog = lazy(() => import("../features/search/SearchDialog").then((module) => ({ default: module.SearchDialog })));

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Opens the search over everything; its code is fetched when it is first wanted. */
export function SearchButton() {
  const { t } = useTranslation("shell");
  const [opened, { open, close }] = useDisclosure(false);
  const [wanted, setWanted] = useState(false);
  const start = () => {
    setWanted(true);
    open();
  };
  useHotkeys([["mod+K", start]], []);
  return (
    <>
      <UnstyledButton className={classes.search} onClick={start} aria-keyshortcuts="Control+K Meta+K">
        <IconSearch size={17} stroke={1.7} aria-hidden />
        <span className={classes.searchWords}>
          {t("search.placeholder")}
          <Kbd size="xs">{IS_MAC ? "⌘ K" : t("search.keys")}</Kbd>
        </span>
      </UnstyledButton>
      {wanted && (
        <Suspense fallback={null}>
          <SearchDialog opened={opened} onClose={close} />
        </Suspense>
      )}
    </>
  );
}
