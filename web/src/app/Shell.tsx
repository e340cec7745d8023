import { Box, Group } from "@mantine/core";
import { Link, Outlet } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useServerEvents } from "../api/events";
import { SourceDrawer } from "../components/SourceDrawer";
import { AccountMenu } from "./AccountMenu";
import { Brand } from "./Brand";
import { BurgerMenu } from "./BurgerMenu";
import { ColorSchemeButton } from "./ColorSchemeButton";
import { LanguageMenu } from "./LanguageMenu";
import { Navigation } from "./Navigation";
import { SearchButton } from "./SearchButton";
import classes from "./Shell.module.css";

export function Shell() {
  const { t } = useTranslation("shell");
  useServerEvents();
  return (
    <>
      <a className={classes.skip} href="#main">
        {t("skip")}
      </a>
      <Box component="header" className={classes.header}>
        <BurgerMenu />
        <Link to="/" className={classes.brand} aria-label={t("home")}>
          <Brand />
        </Link>
        <Navigation />
        <Group gap={4} ml="auto" wrap="nowrap">
          <SearchButton />
          <LanguageMenu />
          <ColorSchemeButton />
          <AccountMenu />
        </Group>
      </Box>
      <Box component="main" id="main" className={classes.main} tabIndex={-1}>
        <Outlet />
      </Box>
      <SourceDrawer />
    </>
  );
}
