/**
 * What a test needs to drive a scheduler: time that is moved by hand, executors that run where and
 * when a test says, and a record of what happened.
 */
@NullMarked
package dev.punctual.scheduler.testkit;

import org.jspecify.annotations.NullMarked;
