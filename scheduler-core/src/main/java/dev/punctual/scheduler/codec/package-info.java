/**
 * What a task is given to work on, and how it becomes bytes. Types come from the registered task,
 * never from the bytes; payloads are never logged.
 */
@NullMarked
package dev.punctual.scheduler.codec;

import org.jspecify.annotations.NullMarked;
