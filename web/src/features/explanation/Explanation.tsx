import { Badge, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Loaded } from "../../components/Loaded";
import { useFormats } from "../../format/useFormats";
import classes from "./Explanation.module.css";
import { ExplainedNodeItem } from "./ExplainedNodeItem";
import { FiresOn } from "./FiresOn";
import { Missing } from "./Missing";
import { NotPermitted } from "./NotPermitted";
import { explanationQuery } from "./queries";
import { Sentences } from "./Sentences";

const COLOR = { fires: "teal", does_not_fire: "gray", unknown: "amber", not_permitted: "amber" } as const;

/** Why a trigger says what it says of a machine: in sentences, and comparison by comparison. */
export function Explanation({ machine, trigger }: { machine: string; trigger: string }) {
  const { t } = useTranslation("explanation");
  const format = useFormats();
  const query = useQuery(explanationQuery(machine, trigger));
  return (
    <Loaded query={query} skeleton={<Skeleton h={320} />}>
      {(found) => (
        <Stack gap="lg">
          <Group gap="xs">
            <Badge variant="light" color={COLOR[found.verdict]} radius="sm" tt="none" fw={500}>
              {t(`verdict.${found.verdict}`)}
            </Badge>
            <Text size="sm" c="dimmed">
              {t("about", { version: String(found.version), day: format.day(found.as_of) })}
            </Text>
          </Group>
          {found.verdict === "not_permitted" && <NotPermitted text={t("not_permitted")} link={t("data_use")} />}
          <Sentences sentences={found.sentences} />
          {found.fires_on !== null && <FiresOn day={found.fires_on} projected={found.projected} />}
          {found.missing.length > 0 && <Missing missing={found.missing} />}
          <section aria-labelledby="explained-tree">
            <Title order={3} id="explained-tree" mb="xs">
              {t("tree.title")}
            </Title>
            <ul className={classes.tree}>
              <ExplainedNodeItem node={found.tree} />
            </ul>
          </section>
        </Stack>
      )}
    </Loaded>
  );
}
