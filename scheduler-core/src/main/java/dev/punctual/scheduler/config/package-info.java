/** Typed reading of textual options, with all mistakes reported at once. */
@NullMarked
package dev.punctual.scheduler.config;

import org.jspecify.annotations.NullMarked;
