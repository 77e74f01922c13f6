import { useEffect, useRef } from "react";
import { createCalendar, DayGrid, destroyCalendar, Interaction, List, TimeGrid, type Calendar } from "@event-calendar/core";
import "@event-calendar/core/index.css";
import { useTranslation } from "react-i18next";
import { place } from "@common/format";
import { useNarrow } from "../shell/useNarrow";
import type { Entry } from "./times";
import "./calendar.css";

/// Days that are shown; `to` is the day after the last.
export interface Range {
  from: string;
  to: string;
}

interface Props {
  entries: Entry[];
  editable: boolean;
  label: string;
  onRange: (range: Range) => void;
  onOpen: (id: string) => void;
  onMove: (id: string, from: string, to: string, revert: () => void) => void;
}

/// The library's months, weeks and days. It is told wall clock times only: zones are settled before.
export function CalendarGrid({ entries, editable, label, onRange, onOpen, onMove }: Props) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const frame = useRef<HTMLDivElement>(null);
  const calendar = useRef<Calendar>(undefined);
  const latest = useRef({ onRange, onOpen, onMove });
  latest.current = { onRange, onOpen, onMove };
  useEffect(() => {
    const made = createCalendar(frame.current!, [DayGrid, TimeGrid, List, Interaction], {
      view: narrow ? "listWeek" : "dayGridMonth",
      headerToolbar: { start: "prev,next today", center: "title", end: narrow ? "listWeek,timeGridDay" : "dayGridMonth,timeGridWeek,timeGridDay,listWeek" },
      buttonText: {
        today: t("calendar.today"), dayGridMonth: t("calendar.month"), timeGridWeek: t("calendar.week"), timeGridDay: t("calendar.day"), listWeek: t("calendar.list"),
        prev: t("calendar.before"), next: t("calendar.after"),
      },
      locale: place().locale, firstDay: 1, height: narrow ? "auto" : "calc(100dvh - 290px)", scrollTime: "07:00:00", dayMaxEvents: true, noEventsContent: t("calendar.empty"),
      eventTimeFormat: { hour: "2-digit", minute: "2-digit", hour12: false }, slotLabelFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
      pointer: false, nowIndicator: true,
      datesSet: ({ start, end }) => latest.current.onRange({ from: dayOf(start), to: dayOf(end) }),
      eventClick: ({ event }) => latest.current.onOpen(String(event.id)),
      eventDrop: ({ event, revert }) => latest.current.onMove(String(event.id), wallOf(event.start, event.allDay), wallOf(event.end, event.allDay), revert),
      eventResize: ({ event, revert }) => latest.current.onMove(String(event.id), wallOf(event.start, event.allDay), wallOf(event.end, event.allDay), revert),
      // Half an hour is how long it is drawn, not how long it takes.
      eventContent: ({ event }) => (event.extendedProps.isOpen ? { domNodes: [part("ec-event-time", timeOf(event.start)), part("ec-event-title", String(event.title))] } : undefined),
      eventDidMount: ({ el, event }) => {
        el.dataset.testid = `entry-${event.id}`;
      },
    });
    calendar.current = made;
    frame.current!.querySelector("nav")?.setAttribute("aria-label", t("calendar.days"));
    return () => {
      calendar.current = undefined;
      void destroyCalendar(made);
    };
    // The library keeps day and view itself; entries and rights are set below.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [narrow, t]);
  useEffect(() => void calendar.current?.setOption("events", entries), [entries, narrow, t]);
  useEffect(() => void calendar.current?.setOption("editable", editable), [editable, narrow, t]);
  return <div ref={frame} className="calendar-frame" role="region" aria-label={label} data-testid="calendar" />;
}

function part(className: string, text: string): HTMLElement {
  const element = document.createElement("div");
  element.className = className;
  element.textContent = text;
  return element;
}

const two = (value: number): string => String(value).padStart(2, "0");
const dayOf = (date: Date): string => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
/// The library's dates carry the wall clock in their local parts.
const timeOf = (date: Date): string => `${two(date.getHours())}:${two(date.getMinutes())}`;
const wallOf = (date: Date, allDay: boolean): string => (allDay ? dayOf(date) : `${dayOf(date)}T${timeOf(date)}`);
