import "i18next";
import type account from "./de/account.json";
import type assessment from "./de/assessment.json";
import type campaigns from "./de/campaigns.json";
import type components from "./de/components.json";
import type contactPolicy from "./de/contact-policy.json";
import type contacts from "./de/contacts.json";
import type dataUse from "./de/data-use.json";
import type editor from "./de/editor.json";
import type explanation from "./de/explanation.json";
import type held from "./de/held.json";
import type imports from "./de/imports.json";
import type machines from "./de/machines.json";
import type matches from "./de/matches.json";
import type opportunities from "./de/opportunities.json";
import type outbox from "./de/outbox.json";
import type policy from "./de/policy.json";
import type portal from "./de/portal.json";
import type portalStaff from "./de/portal-staff.json";
import type replay from "./de/replay.json";
import type salesforce from "./de/salesforce.json";
import type search from "./de/search.json";
import type segments from "./de/segments.json";
import type shell from "./de/shell.json";
import type source from "./de/source.json";
import type tasks from "./de/tasks.json";
import type teams from "./de/teams.json";
import type technicians from "./de/technicians.json";
import type today from "./de/today.json";
import type tours from "./de/tours.json";
import type triggers from "./de/triggers.json";
import type visits from "./de/visits.json";
import type webhooks from "./de/webhooks.json";

// Keys are checked by the compiler against the German words; scripts/check-translations.mjs checks that the others agree.
declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "shell";
    returnNull: false;
    resources: {
      account: typeof account;
      assessment: typeof assessment;
      campaigns: typeof campaigns;
      components: typeof components;
      "contact-policy": typeof contactPolicy;
      contacts: typeof contacts;
      "data-use": typeof dataUse;
      editor: typeof editor;
      explanation: typeof explanation;
      held: typeof held;
      imports: typeof imports;
      machines: typeof machines;
      matches: typeof matches;
      opportunities: typeof opportunities;
      outbox: typeof outbox;
      policy: typeof policy;
      portal: typeof portal;
      "portal-staff": typeof portalStaff;
      replay: typeof replay;
      salesforce: typeof salesforce;
      search: typeof search;
      segments: typeof segments;
      shell: typeof shell;
      source: typeof source;
      tasks: typeof tasks;
      teams: typeof teams;
      technicians: typeof technicians;
      today: typeof today;
      tours: typeof tours;
      triggers: typeof triggers;
      visits: typeof visits;
      webhooks: typeof webhooks;
    };
  }
}
