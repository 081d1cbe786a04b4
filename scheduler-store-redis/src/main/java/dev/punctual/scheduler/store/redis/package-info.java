/** Jobs in Redis: one server, Sentinel or Cluster. */
@NullMarked
package dev.punctual.scheduler.store.redis;

import org.jspecify.annotations.NullMarked;
