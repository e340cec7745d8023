import { Box } from "@mantine/core";
import type { Stage } from "../../api/contract";

const COLOR: Record<Stage, string> = {
  new: "var(--mantine-color-gray-5)",
  contacted: "var(--mantine-color-petrol-4)",
  quoted: "var(--mantine-color-petrol-8)",
  won: "var(--mantine-color-teal-7)",
  lost: "var(--mantine-color-red-6)",
};

/** Colour beside the name of a stage, never instead of it. */
export function StageDot({ stage }: { stage: Stage }) {
  return <Box component="span" display="inline-block" w={9} h={9} bg={COLOR[stage]} style={{ borderRadius: "50%", flex: "none" }} aria-hidden />;
}
