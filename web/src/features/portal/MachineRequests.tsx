import { Badge, Group, Paper, Skeleton, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Loaded } from "../../components/Loaded";
import { useFormats } from "../../format/useFormats";
import classes from "./Portal.module.css";
import { requestsQuery } from "./queries";

/** What the owner of a machine asked for in the portal; each is a task of somebody. */
export function MachineRequests({ machine }: { machine: string }) {
  const { t } = useTranslation("portal-staff");
  const format = useFormats();
  const query = useQuery(requestsQuery(machine));
  return (
    <Paper p="md" component="section" aria-labelledby="portal-requests">
      <Title order={2} id="portal-requests" mb="xs">
        {t("requests.title")}
      </Title>
      <Loaded query={query} skeleton={<Skeleton h={64} />}>
        {({ items, more }) =>
          items.length === 0 ? (
            <Text c="dimmed">{t("requests.none")}</Text>
          ) : (
            <>
              <ul className={classes.list}>
                {items.map((request) => (
                  <li key={request.id} className={classes.notice}>
                    <Group gap="xs">
                      <Badge variant="light" color={request.is_done ? "teal" : "amber"} radius="sm" tt="none" fw={500}>
                        {t(request.is_done ? "requests.done" : "requests.open")}
                      </Badge>
                      <Text size="sm" fw={600}>
                        {t(`requests.urgency.${request.urgency}`)}
                      </Text>
                    </Group>
                    <Text className={classes.text}>{request.text}</Text>
                    <Text size="sm" c="dimmed">
                      {[request.made_by, request.phone, format.instant(request.made_at)].filter(Boolean).join(" · ")}
                    </Text>
                  </li>
                ))}
              </ul>
              {more && (
                <Text size="sm" c="dimmed" mt="xs">
                  {t("requests.more", { number: items.length })}
                </Text>
              )}
            </>
          )
        }
      </Loaded>
    </Paper>
  );
}
