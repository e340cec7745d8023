import { Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { type Proof, ProofCard } from "./ProofCard";

/** Each trigger that holds. */
export function Proofs({ machine, proofs }: { machine: string; proofs: Proof[] }) {
  const { t } = useTranslation("opportunities");
  return (
    <section>
      <Title order={2} size="h3" mb="xs">
        {t("why.title")}
      </Title>
      {proofs.length === 0 && <Text c="dimmed">{t("why.no_proof")}</Text>}
      {proofs.map((proof, index) => (
        <ProofCard key={proof.trigger} machine={machine} proof={proof} unfolded={index === 0} />
      ))}
    </section>
  );
}
