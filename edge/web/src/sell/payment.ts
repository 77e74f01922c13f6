/// A payment as it is typed: `amount` is null until somebody types one, `sent` is what went to the agent without an answer yet.
export interface TypedPayment {
  amount: string | null;
  sent?: string | null;
  reference: string;
}

/// What the field shows: what was typed, else what was sent (a repeat must be the same), else what is open now.
export const amountOf = (typed: TypedPayment, open: string): string => typed.sent ?? typed.amount ?? open;
