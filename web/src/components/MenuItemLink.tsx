import { Menu, type MenuItemProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, Ref } from "react";

type Props = MenuItemProps & Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof MenuItemProps> & { ref?: Ref<HTMLAnchorElement> };

/** An entry of a menu that goes somewhere, with the router's typed `to`. */
export const MenuItemLink = createLink((props: Props) => <Menu.Item component="a" {...props} />);
