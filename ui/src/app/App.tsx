import { useState } from "react";
import { Gate } from "~/features/profile/Gate";
import { FarSide, newClient } from "~/platform/ask";
import type { Far } from "~/platform/far";
import { Broken } from "./Broken";
import { Shell } from "./Shell";
import { useKeptFocus } from "./useKeptFocus";

/** The whole window, over whatever far side it is given. */
export function App({ far }: { far: Far }) {
  useKeptFocus();
  const [client] = useState(newClient);
  return (
    <Broken>
      <FarSide far={far} client={client}>
        <Gate>
          <Shell />
        </Gate>
      </FarSide>
    </Broken>
  );
}
