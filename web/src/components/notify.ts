import { type NotificationData, notifications } from "@mantine/notifications";
import { i18next } from "../i18n/setup";

/** A message in the corner of the page; gives its id, by which it can be taken away. */
export function notify(message: NotificationData): string {
  const t = i18next.getFixedT(null, "components");
  return notifications.show({ withBorder: true, closeButtonProps: { "aria-label": t("notice.close") }, ...message });
}
