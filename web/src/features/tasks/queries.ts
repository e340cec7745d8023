import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { Tasks } from "../../api/contract";
import type { TaskSearch } from "./search";

export const tasksQuery = ({ whose, done }: TaskSearch) =>
  queryOptions({
    queryKey: ["tasks", whose ?? "mine", done ?? "open"],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.get<Tasks>("/tasks", { mine: whose !== "all", all: done === "shown" }, signal),
  });
