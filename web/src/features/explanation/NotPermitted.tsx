import { Alert } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { AnchorLink } from "../../components/AnchorLink";

interface Props {
  text: string;
  /** What the link to the register says. */
  link: string;
}

/** The machine's user has not agreed to the use of its data: nothing is said of it, and where agreements are kept. */
export function NotPermitted({ text, link }: Props) {
  return (
    <Alert variant="light" color="amber" mb="xs" icon={<IconLock size={18} stroke={1.6} aria-hidden />}>
      {text}{" "}
      <AnchorLink to="/data-use" inherit underline="always">
        {link}
      </AnchorLink>
    </Alert>
  );
}
