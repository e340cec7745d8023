import { Table } from "@mantine/core";
import { IconArrowsDiff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { MatchField } from "../../api/contract";
import { useFileValueText } from "../machines/file/useFileValueText";
import { FieldValue } from "./FieldValue";
import classes from "./Fields.module.css";

interface Props {
  field: MatchField;
  currency: { kept: string | null; joined: string | null };
  phone: boolean;
}

/** One field of both machines. */
export function FieldRow({ field: { field, kept, joined, differs }, currency, phone }: Props) {
  const { t } = useTranslation("matches");
  const words = useWords();
  const keptText = useFileValueText(currency.kept);
  const joinedText = useFileValueText(currency.joined);
  const texts = { kept: kept && keptText(field, kept.value), joined: joined && joinedText(field, joined.value) };
  const label = (
    <>
      {words.fieldLabel(field)}
      {differs && (
        <span className={classes.differs}>
          <IconArrowsDiff size={14} stroke={1.8} aria-hidden /> {t("fields.differs")}
        </span>
      )}
    </>
  );
  const values = (
    <>
      <FieldValue value={kept} text={texts.kept} other={differs ? texts.joined : null} phone={phone} />
      <FieldValue value={joined} text={texts.joined} other={differs ? texts.kept : null} phone={phone} />
    </>
  );
  // A phone has no room for three columns: there the name stands above the two values.
  return phone ? (
    <Table.Tbody data-differs={differs || undefined}>
      <Table.Tr className={classes.above}>
        <Table.Th scope="rowgroup" colSpan={2} className={classes.fieldName}>
          {label}
        </Table.Th>
      </Table.Tr>
      <Table.Tr>{values}</Table.Tr>
    </Table.Tbody>
  ) : (
    <Table.Tbody data-differs={differs || undefined}>
      <Table.Tr>
        <Table.Th scope="row" className={classes.fieldName}>
          {label}
        </Table.Th>
        {values}
      </Table.Tr>
    </Table.Tbody>
  );
}
