/** The one source of time, threads and randomness; virtual in tests. */
@NullMarked
package dev.punctual.scheduler.internal.time;

import org.jspecify.annotations.NullMarked;
