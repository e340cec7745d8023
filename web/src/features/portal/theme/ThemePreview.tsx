import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import type { PortalLookWords } from "../../../api/contract";
import { coloursOf, isColour, USUAL_LOOK } from "../../../portal/look/colours";
import classes from "../Portal.module.css";

/** The portal in small, as it would look with what is entered. A picture: nothing in it can be pressed. */
export function ThemePreview({ words, logo }: { words: PortalLookWords; logo: string | null }) {
  const { t } = useTranslation("portal-staff");
  const { primary_colour: primary, accent_colour: accent, company_name: company } = words;
  const colours = coloursOf({ primary: isColour(primary) ? primary : USUAL_LOOK.primary, accent: isColour(accent) ? accent : USUAL_LOOK.accent });
  const name = company === "" ? t("preview.portal") : company;
  return (
    <div className={classes.preview} style={colours as CSSProperties}>
      <div className={classes.previewHead}>{logo === null ? name : <img className={classes.previewLogo} src={logo} alt={name} />}</div>
      <div className={classes.previewNav} aria-hidden>
        <span>{t("preview.machines")}</span>
        <span>{t("preview.offers")}</span>
        <span>{t("preview.service")}</span>
      </div>
      <div className={classes.previewBody}>
        <div className={classes.previewCard}>
          <span className={classes.previewBadge}>{t("preview.new")}</span>
          <div>
            <b>{t("preview.subject")}</b>
          </div>
          <span className={classes.previewLink}>RX 500 · RX-4711</span>
          <div>
            <span className={classes.previewButton}>{t("preview.accept")}</span>
          </div>
        </div>
      </div>
      {words.imprint !== "" && <div className={classes.previewImprint}>{words.imprint}</div>}
    </div>
  );
}
