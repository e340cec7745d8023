import { CloseButton, Combobox, Loader, Modal, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue, useMediaQuery } from "@mantine/hooks";
import {
  IconBuildingFactory2,
  IconBuildingStore,
  IconFileCertificate,
  IconListSearch,
  IconSearch,
  IconSettings2,
  IconTool,
  IconUser,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigation } from "../../app/navigation";
import { useFormats } from "../../format/useFormats";
import { FoundOption } from "./FoundOption";
import { searchQuery, SHORTEST } from "./queries";
import classes from "./SearchDialog.module.css";
import { useGoTo } from "./useGoTo";

interface Props {
  opened: boolean;
  onClose: () => void;
}

const ICONS = { machine: IconBuildingFactory2, customer: IconBuildingStore, contract: IconFileCertificate, part: IconTool, person: IconUser, component: IconSettings2 };
const ALL = "all-machines";

// Mantine's Spotlight does not tell a screen reader which result is chosen; its Combobox does.
export function SearchDialog({ opened, onClose }: Props) {
  const { t } = useTranslation("search");
  const { t: shell } = useTranslation("shell");
  const format = useFormats();
  const navigate = useNavigate();
  const goTo = useGoTo();
  const pages = useNavigation();
  const phone = useMediaQuery("(max-width: 48em)");
  const combobox = useCombobox({ opened: true });
  const [text, setText] = useState("");
  const [leaving, setLeaving] = useState(false);
  const [wanted] = useDebouncedValue(text.trim(), 180);
  const query = useQuery(searchQuery(wanted));
  const asked = text.trim().length >= SHORTEST;
  const groups = asked && wanted.length >= SHORTEST ? (query.data ?? []).filter((group) => group.items.length > 0) : [];
  const found = groups.reduce((sum, group) => sum + group.total, 0);
  const settled = query.isSuccess && !query.isFetching && wanted === text.trim();

  // What was chosen in one answer is something else in the next.
  const { resetSelectedOption } = combobox;
  useEffect(() => resetSelectedOption(), [query.data, wanted, resetSelectedOption]);

  const close = () => {
    onClose();
    setText("");
  };
  const submit = (value: string) => {
    const page = pages.find(({ to }) => to === value);
    const item = groups.flatMap((group) => group.items.map((entry) => ({ key: `${group.kind}.${entry.id}`, entry }))).find(({ key }) => key === value);
    // The focus goes to the page that is come to, not back to the search button.
    setLeaving(true);
    close();
    if (page) void navigate({ to: page.to });
    else if (value === ALL) void navigate({ to: "/machines", search: { q: wanted } });
    else if (item) goTo(item.entry);
  };

  // Enter opens the best result without a further key.
  const openFirst = (event: KeyboardEvent) => {
    const first = groups[0];
    const item = first?.items[0];
    if (event.key === "Enter" && first && item && combobox.getSelectedOptionIndex() === -1) submit(`${first.kind}.${item.id}`);
  };

  return (
    <Modal.Root
      opened={opened}
      onClose={close}
      onEnterTransitionEnd={() => setLeaving(false)}
      returnFocus={!leaving}
      padding={0}
      size={620}
      yOffset="10dvh"
      fullScreen={phone}
      transitionProps={{ duration: 120 }}
    >
      <Modal.Overlay />
      <Modal.Content aria-label={t("title")} aria-labelledby={undefined}>
        <Modal.Body>
          <Combobox store={combobox} onOptionSubmit={submit} size="md">
            <Combobox.EventsTarget withExpandedAttribute>
              <TextInput
                className={classes.input}
                data-autofocus
                role="combobox"
                onKeyDown={openFirst}
                aria-label={t("title")}
                placeholder={t("placeholder")}
                leftSection={<IconSearch size={19} stroke={1.7} aria-hidden />}
                rightSection={
                  query.isFetching ? <Loader size={16} aria-label={t("searching")} /> : <CloseButton aria-label={t("close")} onClick={close} />
                }
                value={text}
                onChange={(event) => setText(event.currentTarget.value)}
              />
            </Combobox.EventsTarget>
            <Combobox.Options className={classes.results} aria-label={t("title")}>
              {!asked && (
                <Combobox.Group label={t("pages")}>
                  {pages.map(({ to, words, icon }) => (
                    <FoundOption key={to} value={to} icon={icon} title={shell(words)} />
                  ))}
                </Combobox.Group>
              )}
              {groups.map((group) => (
                <Combobox.Group key={group.kind} label={`${t(`group.${group.kind}`)} (${format.number(group.total)})`}>
                  {group.items.map((item) => (
                    <FoundOption
                      key={item.id}
                      value={`${group.kind}.${item.id}`}
                      icon={ICONS[group.kind]}
                      title={item.title}
                      subtitle={item.subtitle}
                    />
                  ))}
                  {group.kind === "machine" && group.total > group.items.length && (
                    <FoundOption value={ALL} icon={IconListSearch} title={t("all_machines", { number: format.number(group.total) })} />
                  )}
                </Combobox.Group>
              ))}
              {asked && groups.length === 0 && (
                <Combobox.Empty>{settled ? t("nothing", { text: wanted }) : query.isError ? query.error.message : t("searching")}</Combobox.Empty>
              )}
            </Combobox.Options>
          </Combobox>
          <div className={classes.foot}>
            <span role="status">{asked && settled ? t("found", { count: found, number: format.number(found) }) : t("hint")}</span>
            {!phone && ` ${t("keys")}`}
          </div>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
