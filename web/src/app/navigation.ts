import { IconBolt, IconBuildingFactory2, IconClipboardCheck, IconFileImport, IconGitMerge, IconLayoutKanban, IconSun, IconFilterCog, IconFileCertificate, IconSpeakerphone, IconChecklist, IconAddressBook } from "@tabler/icons-react";
import { useMay } from "../api/session";

const PAGES = [
  { to: "/", words: "nav.today", icon: IconSun, needs: "read" },
  { to: "/machines", words: "nav.machines", icon: IconBuildingFactory2, needs: "read" },
  { to: "/assessment", words: "nav.assessment", icon: IconClipboardCheck, needs: "read" },
  { to: "/opportunities", words: "nav.opportunities", icon: IconLayoutKanban, needs: "read" },
  { to: "/campaigns", words: "nav.campaigns", icon: IconSpeakerphone, needs: "read" },
  { to: "/tasks", words: "nav.tasks", icon: IconChecklist, needs: "read" },
  { to: "/triggers", words: "nav.triggers", icon: IconBolt, needs: "read" },
  { to: "/segments", words: "nav.segments", icon: IconFilterCog, needs: "read" },
  { to: "/contacts", words: "nav.contacts", icon: IconAddressBook, needs: "read" },
  { to: "/data-use", words: "nav.data_use", icon: IconFileCertificate, needs: "read" },
  { to: "/imports", words: "nav.imports", icon: IconFileImport, needs: "import" },
  { to: "/matches", words: "nav.matches", icon: IconGitMerge, needs: "read" },
] as const;

/** The pages that this account may open. */
export function useNavigation() {
  const may = useMay();
  return PAGES.filter((page) => may(page.needs));
}
