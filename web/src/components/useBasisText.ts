import { useTranslation } from "react-i18next";

const BASES = {
  "no contract in a source declared complete for contracts": "basis.no_contract",
  "no warranty in a source declared complete for warranties": "basis.no_warranty",
  "no event in a source declared complete for errors": "basis.no_error",
  "no order in a source declared complete for orders": "basis.no_order",
  "no list says the machine is scrapped, sold or retired": "basis.in_field",
  "mean over the reporting machines of this type": "basis.mean_machines",
  "mean over the contracts of this machine type": "basis.mean_contracts",
  "mean over the machines of this type that ordered parts": "basis.mean_orders",
} as const;

/** What a value without a cell rests on; the server names its reasons in English. */
export function useBasisText(): (basis: string) => string {
  const { t } = useTranslation("components");
  return (basis) => (basis in BASES ? t(BASES[basis as keyof typeof BASES]) : basis);
}
