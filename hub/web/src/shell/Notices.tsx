import { Notifications } from "@mantine/notifications";
import "@mantine/core/styles/Notification.css";
import "@mantine/notifications/styles.css";

/// Loaded beside the first page: what is said before then waits in the store.
export default function Notices() {
  return <Notifications position="bottom-right" limit={4} />;
}
