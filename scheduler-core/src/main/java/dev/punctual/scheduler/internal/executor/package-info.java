/** What the built-in executors are made of. */
@NullMarked
package dev.punctual.scheduler.internal.executor;

import org.jspecify.annotations.NullMarked;
