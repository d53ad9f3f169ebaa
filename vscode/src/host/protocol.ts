/** What the extension and the host say to each other: see PROTOCOL.md. */

export const protocolVersion = 1;

export interface InitializeParams {
  protocol: number;
  notebook: string | null;
  folder: string;
}

export interface InitializeResult {
  protocol: number;
  version: string;
  runtime: string;
}

export interface ExecuteParams {
  cell: string;
  kernel: string;
  code: string;
  source: string;
}

export interface CellError {
  name: string;
  message: string;
  traceback: string[];
  /** Counted from 1; null where it is not known. */
  line?: number | null;
  column?: number | null;
}

export interface ExecuteResult {
  status: "ok" | "error" | "aborted";
  executionCount: number | null;
  error: CellError | null;
}

export interface CellPlace {
  cell: string;
  offset: number;
}

export interface CompletionItem {
  label: string;
  kind?: string | null;
  insertText?: string | null;
  filterText?: string | null;
  sortText?: string | null;
  detail?: string | null;
  id?: number | string | null;
}

export interface CompletionResult {
  start: number;
  end: number;
  items: CompletionItem[];
}

export interface HoverResult {
  markdown: string;
  start: number;
  end: number;
}

export interface SignatureHelpResult {
  signatures: {
    label: string;
    documentation?: string | null;
    parameters: { start: number; end: number; documentation?: string | null }[];
  }[];
  activeSignature: number;
  activeParameter: number;
}

export interface CellDiagnostic {
  start: number;
  end: number;
  severity: "error" | "warning" | "info" | "hint";
  code?: string | null;
  message: string;
}

export interface CellSpan {
  cell: string;
  start: number;
  end: number;
}

export interface SemanticToken {
  start: number;
  length: number;
  type: string;
}

export interface CellText {
  id: string;
  kernel: string;
  code: string;
}

/** Text, base64 or JSON by mime type. */
export type Bundle = Record<string, unknown>;

export interface StreamContent {
  name: "stdout" | "stderr";
  text: string;
}

export interface DisplayContent {
  data: Bundle;
  metadata?: Record<string, unknown>;
  transient?: { display_id?: string };
  execution_count?: number | null;
}

export type OutputParams =
  | { cell: string; type: "stream"; content: StreamContent }
  | { cell: string; type: "display_data" | "update_display_data" | "execute_result"; content: DisplayContent }
  | { cell: string; type: "clear_output"; content: { wait: boolean } };

export interface Checks {
  passed: number;
  failed: number;
  open: number;
}

/** Only what changed since the last. */
export interface StatusParams {
  backend?: string | null;
  dataSet?: string | null;
  training?: string | null;
  checks?: Checks | null;
}

export interface InputParams {
  prompt: string;
  password: boolean;
}
