/* What the page expects (contract.ts) must be what the server describes (schema.d.ts, made by `cargo xtask gen` from
   docs/openapi.json). This file holds no code: it fails to compile where a field is missing or has another type.
   The server describes closed lists of words as strings; these are compared as strings. */
import type * as Page from "./contract";
import type { components } from "./schema";
import type * as Field from "./tours";

type Server = components["schemas"];

type Loose<T> = T extends string
  ? string
  : T extends number | boolean | null | undefined
    ? T
    : T extends readonly (infer Item)[]
      ? Loose<Item>[]
      : T extends object
        ? { [Key in keyof T]-?: Loose<Exclude<T[Key], undefined>> }
        : T;

/** Every field the page reads is there, with the type it expects. */
type Gives<Described, Expected> = Loose<Described> extends Loose<Expected> ? true : { missing: Exclude<keyof Expected, keyof Described> };

type Holds<T extends true> = T;

export type Conformance = [
  Holds<Gives<Server["Session"], Page.Session>>,
  Holds<Gives<Server["Account"], Page.Account>>,
  Holds<Gives<Server["AuditEntry"], Page.AuditEntry>>,
  Holds<Gives<Server["CellPlace"], Page.CellPlace>>,
  Holds<Gives<Server["SourceView"], Page.SourceView>>,
  Holds<Gives<Server["MachineRow"], Page.MachineRow>>,
  Holds<Gives<Server["Facet"], Page.Facet>>,
  Holds<Gives<Server["MapPoint"], Page.MapPoint>>,
  Holds<Gives<Server["FileValue"], Page.FileValue>>,
  Holds<Gives<Server["Priority"], Page.Priority>>,
  Holds<Gives<Server["History"], Page.History>>,
  Holds<Gives<Server["Life"], Page.Life>>,
  Holds<Gives<Server["TelemetryStatus"], Page.TelemetryStatus>>,
  Holds<Gives<Server["MachineTelemetry"], Page.MachineTelemetry>>,
  Holds<Gives<Server["TriggerRow"], Page.TriggerRow>>,
  Holds<Gives<Server["SegmentRow"], Page.SegmentRow>>,
  // The tree of a segment is described as an object only.
  Holds<Gives<Omit<Server["SegmentFull"], "query">, Omit<Page.SegmentFull, "query">>>,
  Holds<Gives<Server["Preview"], Page.SegmentPreview>>,
  Holds<Gives<Omit<Server["SegmentVersionRow"], "query">, Omit<Page.SegmentVersion, "query">>>,
  Holds<Gives<Server["MemberRow"], Page.SegmentMember>>,
  Holds<Gives<Server["Changes"], Page.SegmentChanges>>,
  Holds<Gives<Server["SegmentPoint"], Page.SegmentPoint>>,
  Holds<Gives<Server["FactValues"], Page.FactValues>>,
  Holds<Gives<Server["OpportunityRow"], Page.OpportunityRow>>,
  Holds<Gives<Omit<Server["OpportunityDetail"], "contact">, Omit<Page.OpportunityDetail, "contact">>>,
  Holds<Gives<Server["Activity"], Page.Activity>>,
  Holds<Gives<Server["HeldHit"], Page.HeldHit>>,
  Holds<Gives<Server["SuppressionRow"], Page.SuppressionRow>>,
  Holds<Gives<Page.NewSuppression, Server["NewSuppressionEntry"]>>,
  Holds<Gives<Server["PolicyView"], Page.Policy>>,
  Holds<Gives<Server["WeightsPreview"], Page.WeightsPreview>>,
  Holds<Gives<Server["VerdictView"], Page.VerdictView>>,
  Holds<Gives<Server["Campaigns"], Page.Campaigns>>,
  Holds<Gives<Server["CampaignDetail"], Page.CampaignDetail>>,
  Holds<Gives<Server["CampaignDryRun"], Page.CampaignDryRun>>,
  Holds<Gives<Page.CampaignScope, Server["CampaignScope"]>>,
  Holds<Gives<Server["EnrolmentRow"], Page.Enrolment>>,
  Holds<Gives<Server["Tasks"], Page.Tasks>>,
  Holds<Gives<Server["Teams"], Page.Teams>>,
  Holds<Gives<Server["Outbox"], Page.Outbox>>,
  Holds<Gives<Server["ContactsView"], Page.ContactsView>>,
  Holds<Gives<Server["ContactDetail"], Page.ContactDetail>>,
  Holds<Gives<Server["ContactsImport"], Page.ContactsImport>>,
  Holds<Gives<Server["ContactPolicyView"], Page.ContactPolicy>>,
  Holds<Gives<Server["PolicyEffect"], Page.PolicyEffect>>,
  Holds<Gives<Server["Webhooks"], Page.Webhooks>>,
  Holds<Gives<Server["WebhookSecret"], Page.WebhookSecret>>,
  // What is told is described as any value.
  Holds<Gives<Omit<Server["DeliveryRow"], "data">, Omit<Page.Delivery, "data">>>,
  Holds<Gives<Server["MatchQueue"], Page.MatchQueue>>,
  Holds<Gives<Server["MatchDetail"], Page.MatchDetail>>,
  Holds<Gives<Server["DecisionPreview"], Page.DecisionPreview>>,
  Holds<Gives<Server["DecisionEntry"], Page.DecisionEntry>>,
  Holds<Gives<Server["UploadRow"], Page.UploadRow>>,
  Holds<Gives<Server["UploadColumn"], Page.UploadColumn>>,
  Holds<Gives<Server["TableEffect"], Page.TableEffect>>,
  Holds<Gives<Server["ProfileVersion"], Page.ProfileVersion>>,
  Holds<Gives<Server["UploadReports"], Page.UploadReports>>,
  Holds<Gives<Server["ReportPage"], Page.ReportPage>>,
  Holds<Gives<Server["TaughtLayout"], Page.TaughtLayout>>,
  Holds<Gives<Server["LeftTableRow"], Page.LeftTable>>,
  Holds<Gives<Server["JobResult"], Page.JobResult>>,
  Holds<Gives<Server["BatchRow"], Page.BatchRow>>,
  Holds<Gives<Server["ProblemRow"], Page.ProblemRow>>,
  Holds<Gives<Server["SourceRow"], Page.SourceRow>>,
  Holds<Gives<Server["ConnectorRow"], Page.ConnectorRow>>,
  Holds<Gives<Server["ConnectorRunRow"], Page.ConnectorRun>>,
  Holds<Gives<Server["SearchItem"], Page.SearchItem>>,
  // The figures in `result` are described as an object only.
  Holds<Gives<Omit<Server["AssessmentView"], "result">, Omit<Page.AssessmentView, "result">>>,
  Holds<Gives<Server["FindingText"], Page.FindingText>>,
  Holds<Gives<Server["AssumptionView"], Page.AssumptionView>>,
  Holds<Gives<Server["FigureMeaning"], Page.FigureMeaning>>,
  Holds<Gives<Server["Technician"], Field.Technician>>,
  Holds<Gives<Field.TechnicianBody, Server["TechnicianBody"]>>,
  Holds<Gives<Server["Visit"], Field.Visit>>,
  Holds<Gives<Server["ProposalRow"], Field.VisitProposal>>,
  Holds<Gives<Server["ToursView"], Field.Tours>>,
  Holds<Gives<Server["EditedTours"], Field.TourChecked>>,
  Holds<Gives<Server["MyDay"], Field.MyDay>>,
  Holds<Gives<Server["CalendarAddress"], Field.CalendarAddress>>,
];
