import type { Scope } from '#api/store/store.ts';
import type { Tree } from '#geodata/tree.ts';

/** Whether an area lies in one of the subtrees of a scope. No scope, nothing. */
export function inScope(tree: Tree, scope: Scope, code: string): boolean {
  return scope.codes.some((top) => tree.contains(top, code));
}

/** Whether an entry may be seen; where its home has left the tree its town tells. */
export function entryInScope(
  tree: Tree,
  scope: Scope,
  { home, town }: { home: string; town: string },
): boolean {
  return inScope(tree, scope, tree.get(home) ? home : town);
}
