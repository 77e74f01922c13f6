import { useMutation } from "@tanstack/react-query";
import { refresh } from "../agent/queries";

/// One press that stores something. It counts as saved once the agent answered, which it does after its commit; the
/// promise of `run` also waits until the screen shows the stored state. Never throws: the error stays in `error`.
export function useSaving<In, Out>(save: (input: In) => Promise<Out>, done?: (out: Out, input: In) => void) {
  const mutation = useMutation<Out, Error, In>({
    mutationFn: save,
    onSuccess: async (out, input) => {
      done?.(out, input);
      await refresh();
    },
    // A refusal often means that the screen was older than the store.
    onError: () => void refresh(),
  });
  return {
    run: (input: In) => {
      if (!mutation.isPending) mutation.mutate(input);
    },
    working: mutation.isPending,
    input: mutation.variables,
    made: mutation.data,
    error: mutation.error,
    forget: mutation.reset,
  };
}
