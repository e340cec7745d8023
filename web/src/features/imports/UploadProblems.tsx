import { Anchor, Box, Group, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Upload } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import { ProblemTable } from "./ProblemTable";

interface Props {
  upload: Upload;
  /** Whether the problems are all there is to see of the upload. */
  unfolded: boolean;
}

/** What recognition stumbled over; folded where it does not stop anyone. */
export function UploadProblems({ upload, unfolded }: Props) {
  const { t } = useTranslation("imports");
  const format = useFormats();
  const [opened, setOpened] = useState(unfolded);
  const { problems, problems_total } = upload;
  if (problems_total === 0) return null;
  return (
    <Box component="section" mt="lg">
      <Group gap="sm" mb="xs" align="baseline">
        <Title order={2} size="h3">
          {t("problem.count", { count: problems_total, number: format.number(problems_total) })}
        </Title>
        <Anchor component="button" type="button" aria-expanded={opened} onClick={() => setOpened((now) => !now)}>
          {t(opened ? "problem.hide" : "problem.show")}
        </Anchor>
      </Group>
      {opened && (
        <>
          <ProblemTable problems={problems} />
          {problems.length < problems_total && (
            <Text size="sm" c="dimmed" mt="xs">
              {t("problem.first", { shown: format.number(problems.length), total: format.number(problems_total) })}
            </Text>
          )}
        </>
      )}
    </Box>
  );
}
