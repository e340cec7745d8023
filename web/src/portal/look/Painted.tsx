import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { themeQuery } from "../api/queries";
import { useLook } from "./useLook";

/** Waits for the builder's colours, so that the page does not change them before the reader's eyes; without an answer it has its own. */
export function Painted({ children }: { children: ReactNode }) {
  const { data, isPending } = useQuery(themeQuery);
  useLook(data && { primary: data.primary_colour, accent: data.accent_colour });
  return isPending ? null : children;
}
