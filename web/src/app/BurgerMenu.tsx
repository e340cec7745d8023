import { Burger, Drawer, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useNavigation } from "./navigation";
import classes from "./Shell.module.css";

/** The navigation where the header has no room for it. */
export function BurgerMenu() {
  const { t } = useTranslation("shell");
  const [opened, { toggle, close }] = useDisclosure(false);
  const pages = useNavigation();
  return (
    <>
      <Burger opened={opened} onClick={toggle} className={classes.burger} size="sm" aria-label={t("nav.open")} aria-expanded={opened} />
      <Drawer opened={opened} onClose={close} title="Instand" size={280} closeButtonProps={{ "aria-label": t("nav.close") }}>
        <Stack component="nav" gap={2} aria-label={t("nav.label")}>
          {pages.map(({ to, words, icon: Icon }) => (
            <Link key={to} to={to} className={classes.burgerLink} activeOptions={{ exact: to === "/", includeSearch: false }} onClick={close}>
              <Icon size={20} stroke={1.6} aria-hidden />
              {t(words)}
            </Link>
          ))}
        </Stack>
      </Drawer>
    </>
  );
}
