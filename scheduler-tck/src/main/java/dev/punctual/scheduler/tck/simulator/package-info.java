/**
 * Whole clusters in one thread and in virtual time: real engines on one store, every interleaving
 * and every fault drawn from a seed, and a checker that judges the record of what happened.
 */
@NullMarked
package dev.punctual.scheduler.tck.simulator;

import org.jspecify.annotations.NullMarked;
