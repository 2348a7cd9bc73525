export interface Finding {
  /** `notes`: worth knowing, nothing is wrong. */
  readonly state: 'fine' | 'notes' | 'fails';
  readonly text: string;
  /** What the owner can do; null where there is nothing to do. */
  readonly todo: string | null;
}

export interface Check {
  /** One word, as it stands before its findings. */
  readonly name: string;
  readonly run: () => Promise<readonly Finding[]>;
}

export const fine = (text: string): Finding => ({ state: 'fine', text, todo: null });
export const note = (text: string, todo: string | null = null): Finding => ({ state: 'notes', text, todo });
export const fails = (text: string, todo: string): Finding => ({ state: 'fails', text, todo });
