import { Badge, Text } from "@mantine/core";
import { Fragment, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { MachineFile } from "../../../api/contract";
import { AnchorLink } from "../../../components/AnchorLink";
import { PageTitle } from "../../../components/PageTitle";
import { useCountryName } from "../../../format/useCountryName";
import { useFormats } from "../../../format/useFormats";
import type { Subject } from "../../held/subject";
import { SuppressMenu } from "../../held/SuppressMenu";

interface Props {
  /** undefined while it is on its way: the heading that has the focus must stay the same */
  machine: MachineFile | undefined;
}

/** Which machine this is: serial number, type, customer and place. */
export function MachineHead({ machine }: Props) {
  const { t } = useTranslation("machines");
  const format = useFormats();
  const countryName = useCountryName();
  if (!machine) return <PageTitle title={t("file.title")} />;
  const values = new Map(machine.categories.find((category) => category.id === "location")?.values.map(({ field, value }) => [field, value]));
  const town = [values.get("postcode"), values.get("city")].filter(Boolean).join(" ");
  const place = [town, countryName(values.get("country") ?? null)].filter(Boolean).join(", ");
  const { customer } = machine;

  const parts: ReactNode[] = [machine.machine_type ?? t("no_type")];
  parts.push(
    customer ? (
      <Fragment>
        <AnchorLink to="/machines" search={{ customer: customer.id }} inherit underline="always">
          {customer.name ?? customer.number ?? t("no_customer")}
        </AnchorLink>{" "}
        {t("file.machines_of_customer", { count: customer.machines, number: format.number(customer.machines, 0) })}
      </Fragment>
    ) : (
      t("no_customer")
    ),
  );
  parts.push(place || t("file.no_place"));
  if (machine.as_of) parts.push(t("file.as_of", { day: format.day(machine.as_of) }));

  const subjects: Subject[] = [{ kind: "machine", id: machine.id, name: machine.serial_number }];
  if (customer) subjects.push({ kind: "customer", id: customer.id, name: customer.name ?? customer.number ?? t("no_customer") });

  return (
    <PageTitle
      title={machine.serial_number}
      actions={<SuppressMenu subjects={subjects} />}
      beside={
        !machine.in_field && (
          <Badge variant="outline" color="gray" radius="sm" tt="none" fw={500}>
            {t("file.not_in_field")}
          </Badge>
        )
      }
      subtitle={parts.map((part, at) => (
        <Fragment key={at}>
          {at > 0 && (
            <Text span c="dimmed" inherit aria-hidden>
              {" · "}
            </Text>
          )}
          {part}
        </Fragment>
      ))}
    />
  );
}
