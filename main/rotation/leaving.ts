/**
 * The reason of a signal that ends a run because its process ends: the next process goes on by itself with what is still
 * running. What the user stopped waits for the user.
 */
export const leaving = Symbol('the process ends')
