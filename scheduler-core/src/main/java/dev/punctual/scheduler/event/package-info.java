/**
 * What a scheduler tells its listeners. Events of one execution come in order: submitted, started,
 * then how the attempt ended; missed and cancelled may come without started.
 */
@NullMarked
package dev.punctual.scheduler.event;

import org.jspecify.annotations.NullMarked;
