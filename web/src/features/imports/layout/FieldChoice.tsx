import { Select, TextInput } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../../api/catalogue";

interface Props {
  /** The words that were marked, for those who do not see the page. */
  words: string;
  kind: string;
  field: string | null;
  name: string;
  onChoose: (choice: { field: string | null; name: string }) => void;
}

const OWN = "-";

/** What a mark is: a field of what the reports are, or a column of the person's own name. */
export function FieldChoice({ words, kind, field, name, onChoose }: Props) {
  const { t } = useTranslation("imports");
  const { catalogue } = useWords();
  const data = useMemo(() => {
    const fields = catalogue.fields.filter((of) => of.kind === kind).map(({ id, label }) => ({ value: id, label }));
    return [...fields, { value: OWN, label: t("layout.own_column") }];
  }, [catalogue, kind, t]);
  const own = field === null && name !== "";
  return (
    <>
      <Select
        aria-label={t("layout.what_is", { text: words })}
        placeholder={t("layout.choose")}
        searchable
        allowDeselect={false}
        data={data}
        value={field ?? (own ? OWN : null)}
        onChange={(value) => onChoose(value === OWN ? { field: null, name: words } : { field: value, name: "" })}
      />
      {own && (
        <TextInput mt={4} aria-label={t("layout.own_name", { text: words })} value={name} onChange={(event) => onChoose({ field: null, name: event.currentTarget.value })} />
      )}
    </>
  );
}
