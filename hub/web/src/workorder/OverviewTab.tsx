import { Grid, Stack } from "@mantine/core";
import "@mantine/core/styles/Grid.css";
import { useCatalogue } from "../data/meta";
import type { Overview } from "../data/pages";
import { FactSheet } from "../records/FactSheet";
import { CustomerCard } from "./CustomerCard";
import { JobMap } from "./JobMap";
import { MessageLog } from "./MessageLog";
import { Notes } from "./Notes";
import { Photos } from "./Photos";
import { Requirements } from "./Requirements";
import { TimeEntries } from "./TimeEntries";
import { VisitList } from "./VisitList";

const shownElsewhere = new Set(["number", "summary", "account", "site", "contact", "planned_cost", "actual_cost", "margin"]);

export function OverviewTab({ data }: { data: Overview }) {
  const type = useCatalogue().data!.path("work-orders");
  const fields = (type?.fields ?? []).filter((field) => !shownElsewhere.has(field.name));
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, lg: 8 }}>
        <Stack gap="md">
          <VisitList data={data} />
          {type && <FactSheet type={type} fields={fields} record={{ ...data.work_order, titles: data.titles }} />}
          <TimeEntries data={data} />
          <Photos data={data} />
          <Notes data={data} />
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 4 }}>
        <Stack gap="md">
          <CustomerCard data={data} />
          <Requirements data={data} />
          <JobMap data={data} />
          <MessageLog data={data} />
        </Stack>
      </Grid.Col>
    </Grid>
  );
}
