import { Badge, type BadgeProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, Ref } from "react";

type Props = BadgeProps & Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof BadgeProps> & { ref?: Ref<HTMLAnchorElement> };

export const BadgeLink = createLink((props: Props) => <Badge component="a" style={{ cursor: "pointer" }} {...props} />);
