import { IconDownload, IconTool } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { apiUrl } from "../../api/client";
import { machineQuery } from "../api/queries";
import type { OwnDocument, OwnMachineFile } from "../api/contract";
import { Back } from "../parts/Back";
import { ButtonLink, DownloadButton } from "../parts/Button";
import { Loaded } from "../parts/Loaded";
import { PageTitle } from "../parts/PageTitle";
import { useFormats } from "../useFormats";
import { Contracts } from "./Contracts";
import { Cover } from "./Cover";
import { History } from "./History";
import { NoticeCard } from "./NoticeCard";
import classes from "./pages.module.css";
import { Readings } from "./Readings";
import { RequestList } from "./RequestList";
import { useMachineFacts } from "./useMachineFacts";
import { usePlace } from "./usePlace";

const route = getRouteApi("/signed-in/portal/machines/$id");

/** Everything of one machine that its owner should have at hand. */
export function Machine() {
  const { t } = useTranslation("portal");
  const { id } = route.useParams();
  const query = useQuery(machineQuery(id));
  return (
    <>
      <Back to="/portal/machines">{t("machines.title")}</Back>
      <Loaded query={query} isPage>{(file) => <File file={file} />}</Loaded>
    </>
  );
}

function Part({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section aria-labelledby={id} className={classes.paper}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

function File({ file }: { file: OwnMachineFile }) {
  const { t } = useTranslation("portal");
  const place = usePlace();
  const facts = useMachineFacts(file);
  const { machine, notices, requests, documents } = file;
  const open = notices.filter(({ state }) => state === "new" || state === "seen" || state === "asked");
  return (
    <>
      <PageTitle title={machine.machine_type ?? machine.serial_number}>
        {[machine.machine_type !== null && t("machine.number", { number: machine.serial_number }), place(machine)].filter(Boolean).join(" · ")}
      </PageTitle>
      <p className={`${classes.badges} ${classes.below}`}>
        <Cover machine={machine} />
      </p>
      <p className={classes.below}>
        <ButtonLink to="/portal/service" search={{ machine: machine.id }} weight="main" icon={<IconTool size={22} aria-hidden />}>
          {t("service.request")}
        </ButtonLink>
      </p>
      <div className={classes.sections}>
        {open.length > 0 && (
          <section aria-labelledby="open">
            <h2 id="open">{t("home.waiting")}</h2>
            <ul className={classes.cards}>
              {open.map((notice) => (
                <NoticeCard key={notice.id} notice={notice} />
              ))}
            </ul>
          </section>
        )}
        <Part id="about" title={t("machine.about")}>
          <dl className={classes.facts}>
            {facts.map(({ id, label, value }) => (
              <div key={id}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </Part>
        <Part id="contracts" title={t("machine.cover")}>
          <Contracts file={file} />
        </Part>
        <Readings id={machine.id} />
        <Part id="documents" title={t("machine.documents")}>
          {documents.length === 0 ? <p className={classes.soft}>{t("machine.no_documents")}</p> : <Documents machine={machine.id} documents={documents} />}
        </Part>
        <Part id="history" title={t("machine.history")}>
          <History file={file} />
        </Part>
        {requests.length > 0 && (
          <Part id="requests" title={t("service.own")}>
            <RequestList requests={requests} withMachine={false} />
          </Part>
        )}
      </div>
    </>
  );
}

function Documents({ machine, documents }: { machine: string; documents: readonly OwnDocument[] }) {
  const { t } = useTranslation("portal");
  const format = useFormats();
  return (
    <ul className={classes.rows}>
      {documents.map(({ id, name, on, bytes }) => (
        <li key={id} className={classes.document}>
          <span>
            <b>{name}</b>
            <span className={classes.soft}>
              {format.day(on)} · {format.bytes(bytes)}
            </span>
          </span>
          <DownloadButton href={apiUrl(`/portal/machines/${encodeURIComponent(machine)}/documents/${encodeURIComponent(id)}`)} icon={<IconDownload size={20} aria-hidden />} aria-label={t("machine.download", { name })}>
            {t("machine.download_short")}
          </DownloadButton>
        </li>
      ))}
    </ul>
  );
}
