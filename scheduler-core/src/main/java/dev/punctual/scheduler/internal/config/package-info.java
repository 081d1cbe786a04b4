/** Typed reading of the options of one component, and what is wrong with them. */
@NullMarked
package dev.punctual.scheduler.internal.config;

import org.jspecify.annotations.NullMarked;
