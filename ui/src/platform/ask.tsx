/** How the window asks the far side: questions are kept until a change says they are old. */
import {
  keepPreviousData,
  QueryClient,
  QueryClientProvider,
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from "@tanstack/react-query";
import { createContext, useContext, useEffect, type ReactNode } from "react";
import { applyAnswer } from "./answers";
import { applyChange, keyOf } from "./changes";
import type { Acts, Answer, Questions, Request } from "./commands";
import { FailureError, failureOf } from "./failure";
import type { Far } from "./far";

const FarContext = createContext<Far | null>(null);

export function useFar(): Far {
  const far = useContext(FarContext);
  if (far === null) throw new Error("no far side");
  return far;
}

export function newClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // The store is on this computer: no retries, no network to wait for, old only when told so.
      queries: { networkMode: "always", retry: false, staleTime: Infinity, gcTime: 60_000, refetchOnWindowFocus: false },
      mutations: { networkMode: "always", retry: false },
    },
  });
}

function Listener({ far, children }: { far: Far; children: ReactNode }) {
  const client = useQueryClient();
  useEffect(() => far.onChange((change) => applyChange(client, change)), [far, client]);
  return children;
}

export function FarSide({ far, client, children }: { far: Far; client: QueryClient; children: ReactNode }) {
  return (
    <FarContext value={far}>
      <QueryClientProvider client={client}>
        <Listener far={far}>{children}</Listener>
      </QueryClientProvider>
    </FarContext>
  );
}

async function ask<K extends keyof (Questions & Acts)>(far: Far, name: K, request: Request<K>): Promise<Answer<K>> {
  try {
    return await far.call(name, request);
  } catch (thrown) {
    throw failureOf(thrown);
  }
}

/** The parameters of a question, for hooks that ask several at once. */
export function question<K extends keyof Questions>(far: Far, name: K, request: Request<K>) {
  return { queryKey: keyOf(name, request), queryFn: () => ask(far, name, request) };
}

interface AskOptions {
  enabled?: boolean;
  /** Keeps showing the last answer while the next is on its way. */
  keep?: boolean;
  /** Asks again by itself after so many milliseconds, while somebody looks. */
  every?: number;
}

export function useAsk<K extends keyof Questions>(
  name: K,
  request: Request<K>,
  { enabled = true, keep = false, every }: AskOptions = {},
): UseQueryResult<Answer<K>, FailureError> {
  const far = useFar();
  return useQuery<Answer<K>, FailureError>({
    queryKey: keyOf(name, request),
    queryFn: () => ask(far, name, request),
    enabled,
    ...(keep ? { placeholderData: keepPreviousData } : {}),
    ...(every === undefined ? {} : { refetchInterval: every }),
  });
}

export function useAct<K extends keyof Acts>(name: K): UseMutationResult<Answer<K>, FailureError, Request<K>> {
  const far = useFar();
  const client = useQueryClient();
  return useMutation<Answer<K>, FailureError, Request<K>>({
    // The variables of an act may hold a passphrase: nothing is kept once nobody looks.
    gcTime: 0,
    mutationFn: (request) => ask(far, name, request),
    onSuccess: (answer) => applyAnswer(client, name, answer),
  });
}

interface Picture extends Request<"write_picture"> {
  /** Made when it is asked for; null where nothing is shown. */
  picture: () => Promise<Blob | null>;
}

/** Writes a picture of what is shown to a file. */
export function usePicture(): UseMutationResult<Answer<"write_picture">, FailureError, Picture> {
  const far = useFar();
  return useMutation<Answer<"write_picture">, FailureError, Picture>({
    gcTime: 0,
    mutationFn: async ({ study, path, picture }) => {
      try {
        const blob = await picture();
        if (blob === null) throw new FailureError({ code: "invalid-request", message: "No image is shown, so there is no picture to write.", correlation: null });
        return await far.picture({ study, path }, blob);
      } catch (thrown) {
        throw failureOf(thrown);
      }
    },
  });
}
