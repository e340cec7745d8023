import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { OwnVisit } from "../api/contract";
import { timesQuery } from "../api/queries";
import { Button } from "../parts/Button";
import { Radios } from "../parts/Field";
import { Loaded } from "../parts/Loaded";
import { Message } from "../parts/Message";
import { Sheet } from "../parts/Sheet";
import { useErrorText } from "../useErrorText";
import { useFormats } from "../useFormats";
import classes from "./pages.module.css";
import { timeOf } from "./timeOf";

interface Props {
  visit: OwnVisit;
  onClose: () => void;
  onBooked: (visit: OwnVisit) => void;
}

/** The times at which the service can come; the chosen one is booked. */
export function TimesSheet({ visit, onClose, onBooked }: Props) {
  const { t } = useTranslation("portal");
  const format = useFormats();
  const errorText = useErrorText();
  const client = useQueryClient();
  const times = useQuery(timesQuery(visit.id));
  const [chosen, setChosen] = useState("");
  const [tried, setTried] = useState(false);
  const book = useMutation({
    mutationFn: (begins: string) => api.post<OwnVisit>(`/portal/visits/${encodeURIComponent(visit.id)}/book`, { begins }),
    onSuccess: (now) => {
      for (const key of ["session", "visits"]) void client.invalidateQueries({ queryKey: [key] });
      onBooked(now);
      onClose();
    },
    // What is still free is shown, where somebody else was faster.
    onError: () => {
      setChosen("");
      void client.invalidateQueries({ queryKey: timesQuery(visit.id).queryKey });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (chosen !== "" && !book.isPending) book.mutate(chosen);
  };
  return (
    <Sheet title={t("visits.choose_title")} onClose={onClose}>
      <p className={classes.subject}>{visit.title}</p>
      <Loaded query={times}>
        {(free) =>
          free.length === 0 ? (
            <p>{t("visits.no_times")}</p>
          ) : (
            <form className={classes.stack} onSubmit={submit} noValidate>
              <Radios
                label={t("visits.times")}
                name="begins"
                value={chosen}
                choices={free.map(({ begins, ends }) => ({ value: begins, label: t("visits.time", { day: format.dayFull(begins), from: timeOf(begins), until: timeOf(ends) }) }))}
                onChange={setChosen}
              />
              {tried && chosen === "" && !book.isError && (
                <Message kind="wrong">
                  <p>{t("visits.none_chosen")}</p>
                </Message>
              )}
              {book.error !== null && (
                <Message kind="wrong">
                  <p>{errorText(book.error)}</p>
                </Message>
              )}
              <div className={classes.choices}>
                <Button type="submit" weight="main" busy={book.isPending}>
                  {t("visits.book")}
                </Button>
                <Button onClick={onClose}>{t("cancel")}</Button>
              </div>
            </form>
          )
        }
      </Loaded>
      <p className={classes.soft}>
        <Link to="/portal/service" search={{ machine: visit.machine_id ?? undefined }}>
          {t("visits.other")}
        </Link>
      </p>
    </Sheet>
  );
}
