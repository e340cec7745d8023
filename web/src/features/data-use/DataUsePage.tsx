import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Loaded } from "../../components/Loaded";
import { PageTitle } from "../../components/PageTitle";
import { registerQuery } from "./queries";
import { Register } from "./Register";
import { useDataUseSearch } from "./useDataUseSearch";

/** What the users of machines agreed to have their data used for (EU Data Act, art. 4(13)). */
export function DataUsePage() {
  const { t } = useTranslation("data-use");
  const { search } = useDataUseSearch();
  const query = useQuery(registerQuery(search));
  return (
    <>
      <PageTitle title={t("title")} subtitle={t("subtitle")} />
      <Loaded query={query} skeleton={<Skeleton h={420} radius="md" />}>
        {(register) => <Register register={register} stale={query.isPlaceholderData} />}
      </Loaded>
    </>
  );
}
