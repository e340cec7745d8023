import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import { allMachinesQuery, requestsQuery } from "../api/queries";
import type { NewServiceRequest, OwnMachine, ServiceRequest, Urgency } from "../api/contract";
import { Button } from "../parts/Button";
import { Choose, Radios, TextArea, TextField } from "../parts/Field";
import { Loaded } from "../parts/Loaded";
import { Message } from "../parts/Message";
import { PageTitle } from "../parts/PageTitle";
import { useErrorText } from "../useErrorText";
import { useMaker } from "../useMaker";
import { MoreButton } from "./MoreButton";
import { newKey } from "./newKey";
import classes from "./pages.module.css";
import { RequestList } from "./RequestList";

const route = getRouteApi("/signed-in/portal/service");
const URGENCIES = ["standing", "soon", "when_convenient"] as const satisfies readonly Urgency[];
const LONGEST = 4000;

/** Asks for service for a machine, and says what became of what was asked for. */
export function Service() {
  const { t } = useTranslation("portal");
  const machines = useQuery(allMachinesQuery);
  const requests = useInfiniteQuery(requestsQuery);
  return (
    <>
      <PageTitle title={t("service.title")} />
      <div className={classes.sections}>
        <section aria-labelledby="new" className={classes.paper}>
          <h2 id="new">{t("service.request")}</h2>
          <Loaded query={machines}>{(items) => (items.length === 0 ? <p>{t("machines.none")}</p> : <RequestForm machines={items} />)}</Loaded>
        </section>
        <section aria-labelledby="own" className={classes.paper}>
          <h2 id="own">{t("service.own")}</h2>
          <Loaded query={requests}>
            {({ pages }) => {
              const items = pages.flatMap((page) => page.items);
              if (items.length === 0) return <p className={classes.soft}>{t("service.none")}</p>;
              return (
                <>
                  <RequestList requests={items} />
                  <MoreButton query={requests} left={(pages[0]?.total ?? 0) - items.length} />
                </>
              );
            }}
          </Loaded>
        </section>
      </div>
    </>
  );
}

function RequestForm({ machines }: { machines: readonly OwnMachine[] }) {
  const { t } = useTranslation("portal");
  const maker = useMaker();
  const errorText = useErrorText();
  const client = useQueryClient();
  const { machine: wanted } = route.useSearch();
  const known = machines.find(({ id }) => id === wanted)?.id ?? (machines.length === 1 ? machines[0]?.id : undefined) ?? "";
  const [machine, setMachine] = useState(known);
  const [urgency, setUrgency] = useState<Urgency>("soon");
  const [text, setText] = useState("");
  const [phone, setPhone] = useState("");
  const [key, setKey] = useState(newKey);
  const [tried, setTried] = useState(false);
  const send = useMutation({
    mutationFn: () => api.post<ServiceRequest>("/portal/requests", { machine_id: machine, text: text.trim(), urgency, phone: phone.trim() === "" ? null : phone.trim(), key } satisfies NewServiceRequest),
    onSuccess: () => {
      setText("");
      setTried(false);
      // What is asked for next is another request.
      setKey(newKey());
      void client.invalidateQueries({ queryKey: ["requests"] });
      void client.invalidateQueries({ queryKey: ["machines", "one"] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (machine !== "" && text.trim() !== "" && !send.isPending) send.mutate();
  };
  const choices = [{ value: "", label: t("service.choose") }, ...machines.map((of) => ({ value: of.id, label: [of.machine_type, of.serial_number, of.city].filter(Boolean).join(" · ") }))];
  if (send.isSuccess) {
    return (
      <>
        <Message kind="done" title={t("service.sent")}>
          <p>{t(send.data.urgency === "standing" ? "service.next_standing" : "service.next", { maker })}</p>
        </Message>
        <p className={classes.above}>
          <Button onClick={() => send.reset()}>{t("service.another")}</Button>
        </p>
      </>
    );
  }
  return (
    <form className={classes.stack} onSubmit={submit} noValidate>
      <Choose label={t("service.machine")} choices={choices} value={machine} required wrong={tried && machine === "" ? t("service.no_machine") : null} onChange={(event) => setMachine(event.currentTarget.value)} />
      <Radios label={t("service.urgency.label")} name="urgency" value={urgency} choices={URGENCIES.map((of) => ({ value: of, label: t(`service.urgency.${of}.long`) }))} onChange={(value) => setUrgency(URGENCIES.find((of) => of === value) ?? "soon")} />
      <TextArea label={t("service.text")} hint={t("service.text_hint")} maxLength={LONGEST} value={text} required wrong={tried && text.trim() === "" ? t("service.no_text") : null} onChange={(event) => setText(event.currentTarget.value)} />
      <TextField label={t("service.phone")} type="tel" autoComplete="tel" maxLength={60} value={phone} onChange={(event) => setPhone(event.currentTarget.value)} />
      {send.error !== null && (
        <Message kind="wrong">
          <p>{errorText(send.error)}</p>
        </Message>
      )}
      <Button type="submit" weight="main" busy={send.isPending}>
        {t("service.send")}
      </Button>
    </form>
  );
}
