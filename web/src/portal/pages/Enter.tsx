import { IconLogin2 } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Doorstep } from "../layout/Doorstep";
import { Button, ButtonLink } from "../parts/Button";
import { Message } from "../parts/Message";
import { PageTitle } from "../parts/PageTitle";
import classes from "./pages.module.css";
import { useEnter } from "./useEnter";
import { useEnterError } from "./useEnterError";

/**
 * Where the mailed link leads. Its secret stands after the #, which no server and no log sees, and is used up by the button only:
 * programs that look at links in mails would else sign in before the reader does.
 */
export function Enter() {
  const { t } = useTranslation("portal");
  const [secret] = useState(() => window.location.hash.slice(1));
  const enter = useEnter();
  const errorText = useEnterError();
  return (
    <Doorstep>
      <PageTitle title={t("sign_in.title")}>{secret !== "" && enter.error === null && t("enter.text")}</PageTitle>
      <div className={classes.stack}>
        {secret === "" ? (
          <Message kind="wrong">
            <p>{t("sign_in.refused.link_over")}</p>
          </Message>
        ) : (
          enter.error !== null && (
            <Message kind="wrong">
              <p>{errorText(enter.error)}</p>
            </Message>
          )
        )}
        {secret === "" || enter.error !== null ? (
          <ButtonLink to="/portal/sign-in" weight="main">
            {t("enter.new_link")}
          </ButtonLink>
        ) : (
          <Button weight="main" busy={enter.isPending} onClick={() => enter.mutate({ secret })} icon={<IconLogin2 size={22} aria-hidden />}>
            {t("sign_in.button")}
          </Button>
        )}
      </div>
    </Doorstep>
  );
}
