/** What a test needs to drive a scheduler: time that is moved by hand, and what it did. */
@NullMarked
package dev.punctual.scheduler.testkit;

import org.jspecify.annotations.NullMarked;
