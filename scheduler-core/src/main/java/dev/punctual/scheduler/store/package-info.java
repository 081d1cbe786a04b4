/**
 * The store contract: where jobs and executions live, in six role-sized interfaces behind {@link
 * JobStore}. Each operation is one atomic, replay-safe step; batches answer per item; due times and
 * leases are judged by the store's own clock.
 */
@NullMarked
package dev.punctual.scheduler.store;

import org.jspecify.annotations.NullMarked;
