/**
 * From names to things: the providers of stores and executors, and configurations that name them.
 */
@NullMarked
package dev.punctual.scheduler.internal.spi;

import org.jspecify.annotations.NullMarked;
