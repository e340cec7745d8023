import { Paper, Tabs, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ReplaySide } from "../../../api/contract";
import { FiredTable } from "./FiredTable";

interface Props {
  sides: readonly ReplaySide[];
  within: number;
}

/** The machines that fired, by version where there are two. */
export function Fired({ sides, within }: Props) {
  const { t } = useTranslation("replay");
  const [first] = sides;
  if (!first) return null;
  const name = (side: ReplaySide) => t("version", { version: String(side.version) });
  return (
    <Paper p="md" component="section" aria-labelledby="fired">
      <Title order={3} id="fired" mb="xs">
        {t("fired.heading")}
      </Title>
      {sides.length === 1 ? (
        <FiredTable side={first} within={within} />
      ) : (
        <Tabs defaultValue={String(first.version)} keepMounted={false}>
          <Tabs.List mb="sm">
            {sides.map((side) => (
              <Tabs.Tab key={side.version} value={String(side.version)}>
                {name(side)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {sides.map((side) => (
            <Tabs.Panel key={side.version} value={String(side.version)}>
              <FiredTable side={side} within={within} />
            </Tabs.Panel>
          ))}
        </Tabs>
      )}
    </Paper>
  );
}
