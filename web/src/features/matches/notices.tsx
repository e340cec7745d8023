import { notifications } from "@mantine/notifications";
import { ApiError } from "../../api/client";
import type { MatchRow } from "../../api/contract";
import { router } from "../../app/router";
import { notify } from "../../components/notify";
import { errorText } from "../../components/notifyError";
import { formatsOf } from "../../format/formats";
import { i18next, LANGUAGES } from "../../i18n/setup";
import type { Choice } from "./choices";
import { contextOf, nameOf, pairSearch } from "./pairs";
import { JobFailed } from "./server";
import { ShowPairNotice } from "./ShowPairNotice";

const words = () => i18next.getFixedT(null, "matches");

const number = (value: number) => formatsOf(LANGUAGES.find((language) => language === i18next.language) ?? "de").number(value);

function namesOf(rows: readonly MatchRow[]): string {
  const [only] = rows;
  return only && rows.length === 1 ? nameOf(only) : words()("notice.pairs", { count: rows.length, number: number(rows.length) });
}

function whyText(error: unknown): string {
  if (error instanceof JobFailed) return error.message;
  return error instanceof ApiError && error.status === 404 ? words()("notice.meanwhile_why") : errorText(error);
}

/** Which pairs come back into the queue, and why. */
export function tellFailed({ rows }: Choice, error: unknown): void {
  if (error instanceof ApiError && error.status === 401) return;
  notify({ color: "red", autoClose: 15_000, title: words()("notice.failed", { names: namesOf(rows) }), message: whyText(error) });
}

export function tellTakingBackFailed(error: unknown): void {
  if (error instanceof ApiError && error.status === 401) return;
  notify({ color: "red", autoClose: 15_000, title: words()("notice.undo_failed"), message: whyText(error) });
}

/** The pair is not opened by itself: by now a key may be meant for the pair that is shown. */
export function tellTakenBack(rows: readonly MatchRow[]): void {
  const [only] = rows;
  if (only === undefined || rows.length > 1) {
    notify({ message: words()(rows.length > 1 ? "notice.taken_back_bulk" : "notice.taken_back_entry", { names: namesOf(rows) }), autoClose: 6000 });
    return;
  }
  const onShow = () => {
    notifications.hide(id);
    void router.navigate({
      to: "/matches",
      search: (before) => ({ about: contextOf(only.about), sort: before.sort === "weight" ? "weight" : undefined, ...pairSearch(only) }),
    });
  };
  const id = notify({
    autoClose: 9000,
    message: <ShowPairNotice text={words()("notice.taken_back_pair", { names: nameOf(only) })} action={words()("notice.show")} onShow={onShow} />,
  });
}

export function tellMeanwhile(): void {
  notify({ message: words()("notice.meanwhile"), autoClose: 6000 });
}
