/** What is not to be spoken to: one machine, or a customer with all its machines. */
export interface Subject {
  kind: "machine" | "customer";
  id: string;
  name: string;
}

/** As a value of a select. */
export const keyOf = ({ kind, id }: Subject) => `${kind}:${id}`;
