/** Reads configurations: flat properties, options of one component, and what is wrong in them. */
@NullMarked
package dev.punctual.scheduler.internal.config;

import org.jspecify.annotations.NullMarked;
