/** Finds the providers of stores, executors and the like by name, and compares names. */
@NullMarked
package dev.punctual.scheduler.internal.spi;

import org.jspecify.annotations.NullMarked;
