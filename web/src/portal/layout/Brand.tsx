import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { themeQuery } from "../api/queries";
import classes from "./layout.module.css";

/** Whose portal it is: the builder's logo, else the builder's name. */
export function Brand() {
  const { t } = useTranslation("portal");
  const { data } = useQuery(themeQuery);
  const name = data?.company_name ?? "";
  if (data?.logo) return <img className={classes.logo} src={data.logo} alt={name === "" ? t("portal") : name} />;
  return <span className={classes.name}>{name === "" ? t("portal") : name}</span>;
}
