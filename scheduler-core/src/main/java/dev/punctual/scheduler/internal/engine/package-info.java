/** The engine behind every scheduler: claim, fire, run, complete; renew, reap, tick, purge. */
@NullMarked
package dev.punctual.scheduler.internal.engine;

import org.jspecify.annotations.NullMarked;
