import { SimpleGrid } from "@mantine/core";
import type { RecordData, TypeMeta } from "@common/meta";
import { NoteList } from "./NoteList";
import { TaskList } from "./TaskList";

/// What people tell each other about a record, and what they have to do for it.
export default function TalkTab({ type, record }: { type: TypeMeta; record: RecordData }) {
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
      <NoteList type={type} record={record} />
      <TaskList type={type} record={record} />
    </SimpleGrid>
  );
}
