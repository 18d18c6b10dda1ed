/** A tree as Preact keeps it; pages only pass it on. */
export type Tree = any;
export function html(strings: TemplateStringsArray, ...values: any[]): Tree;
export function h(kind: any, properties: any, ...children: any[]): Tree;
export function render(tree: Tree, into: Element): void;
export class Component<P = any, S = any> {
  constructor(properties?: P, context?: any);
  props: P;
  state: S;
  setState(change: any, then?: () => void): void;
  forceUpdate(then?: () => void): void;
  render(properties?: P, state?: S): Tree;
}
export function useState<T>(first: T | (() => T)): [T, (next: T | ((before: T) => T)) => void];
export function useReducer<S, A>(reducer: (state: S, action: A) => S, first: S): [S, (action: A) => void];
export function useEffect(effect: () => void | (() => void), inputs?: readonly unknown[]): void;
export function useLayoutEffect(effect: () => void | (() => void), inputs?: readonly unknown[]): void;
export function useRef<T>(first: T): { current: T };
export function useMemo<T>(make: () => T, inputs: readonly unknown[]): T;
export function useCallback<T extends (...values: any[]) => any>(callback: T, inputs: readonly unknown[]): T;
