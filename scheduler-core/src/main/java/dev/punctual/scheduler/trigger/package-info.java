/**
 * When a job fires: the {@link Trigger} contract and the built-in triggers. Triggers are immutable,
 * pure and readable as text; they know nothing of jobs, stores or threads.
 */
@NullMarked
package dev.punctual.scheduler.trigger;

import org.jspecify.annotations.NullMarked;
