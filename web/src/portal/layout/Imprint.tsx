import { useQuery } from "@tanstack/react-query";
import { themeQuery } from "../api/queries";
import classes from "./layout.module.css";

/** Who answers for this page. */
export function Imprint() {
  const imprint = useQuery(themeQuery).data?.imprint ?? "";
  return imprint === "" ? null : <p className={classes.imprint}>{imprint}</p>;
}
