export interface Survey {
  /// The name is what is asked.
  form: { name?: string; thanks?: string; scale?: number };
  company?: string;
  job?: string;
  language?: string;
}

/// The grades to choose from: 1 to 5, unless the form says otherwise.
export function gradesOf({ form }: Survey): string[] {
  const scale = form.scale && form.scale > 1 ? Math.min(form.scale, 10) : 5;
  return Array.from({ length: scale }, (_, index) => String(index + 1));
}
