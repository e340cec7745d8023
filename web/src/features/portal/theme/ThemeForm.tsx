import { Button, Group, Paper, Stack, Text, Textarea, TextInput, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, isChangedMeanwhile } from "../../../api/client";
import type { PortalLook, PortalLookWords } from "../../../api/contract";
import { useMay } from "../../../api/session";
import { notify } from "../../../components/notify";
import { contrast, isColour } from "../../../portal/look/colours";
import classes from "../Portal.module.css";
import { lookQuery } from "../queries";
import { ColourField } from "./ColourField";
import { LogoField } from "./LogoField";
import { ThemePreview } from "./ThemePreview";

/** What a colour must have beside white for a button to be seen (WCAG 2.2, 1.4.11). */
const SEEN = 3;

const wordsOf = ({ company_name, primary_colour, accent_colour, imprint }: PortalLookWords): PortalLookWords => ({ company_name, primary_colour, accent_colour, imprint });

export function ThemeForm({ look }: { look: PortalLook }) {
  const { t } = useTranslation("portal-staff");
  const may = useMay();
  const client = useQueryClient();
  // With the edition it was made of: what somebody else saves meanwhile must not be overwritten unseen.
  const [draft, setDraft] = useState<{ words: PortalLookWords; etag: string } | null>(null);
  const words = draft?.words ?? wordsOf(look);
  const set = (change: Partial<PortalLookWords>) => setDraft((before) => ({ words: { ...(before?.words ?? wordsOf(look)), ...change }, etag: before?.etag ?? look.etag }));
  const save = useMutation({
    mutationFn: () => api.put<PortalLook>("/portal-theme", words, { etag: draft?.etag ?? look.etag }),
    onSuccess: (now) => {
      client.setQueryData(lookQuery.queryKey, now);
      setDraft(null);
      notify({ message: t("theme.saved") });
    },
    onError: async (error) => {
      if (!isChangedMeanwhile(error)) return;
      const { etag } = await client.fetchQuery({ ...lookQuery, staleTime: 0 });
      setDraft((before) => before && { ...before, etag });
    },
  });
  const wrong = (colour: string, mustBeSeen: boolean) => (!isColour(colour) ? t("theme.no_colour") : mustBeSeen && contrast(colour, "#ffffff") < SEEN ? t("theme.too_light") : undefined);
  const wrongPrimary = wrong(words.primary_colour, true);
  const wrongAccent = wrong(words.accent_colour, false);
  const isChanged = JSON.stringify(words) !== JSON.stringify(wordsOf(look));
  const locked = !may("accounts");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isChanged && !wrongPrimary && !wrongAccent && !save.isPending) save.mutate();
  };
  return (
    <div className={classes.columns}>
      <Paper p="md" component="form" onSubmit={submit} aria-label={t("theme.title")}>
        <Stack gap="sm">
          <TextInput label={t("theme.company")} description={t("theme.company_hint")} maxLength={200} readOnly={locked} value={words.company_name} onChange={(event) => set({ company_name: event.currentTarget.value })} />
          <LogoField look={look} locked={locked} />
          <ColourField label={t("theme.primary")} hint={t("theme.primary_hint")} value={words.primary_colour} wrong={wrongPrimary} locked={locked} onChange={(primary_colour) => set({ primary_colour })} />
          <ColourField label={t("theme.accent")} hint={t("theme.accent_hint")} value={words.accent_colour} wrong={wrongAccent} locked={locked} onChange={(accent_colour) => set({ accent_colour })} />
          <Textarea label={t("theme.imprint")} description={t("theme.imprint_hint")} autosize minRows={3} maxRows={10} readOnly={locked} value={words.imprint} onChange={(event) => set({ imprint: event.currentTarget.value })} />
          {!locked && (
            <Group gap="xs">
              <Button type="submit" loading={save.isPending} disabled={!isChanged || wrongPrimary !== undefined || wrongAccent !== undefined}>
                {t("theme.save")}
              </Button>
              {isChanged && (
                <>
                  <Button variant="default" onClick={() => setDraft(null)}>
                    {t("theme.discard")}
                  </Button>
                  <Text size="sm" c="dimmed" role="status">
                    {t("theme.unsaved")}
                  </Text>
                </>
              )}
            </Group>
          )}
        </Stack>
      </Paper>
      <section aria-labelledby="portal-preview">
        <Title order={2} id="portal-preview" mb="xs">
          {t("theme.preview")}
        </Title>
        <ThemePreview words={words} logo={look.logo} />
      </section>
    </div>
  );
}
