/** The store that lives in this process: the first and simplest implementation of the contract. */
@NullMarked
package dev.punctual.scheduler.internal.memory;

import org.jspecify.annotations.NullMarked;
