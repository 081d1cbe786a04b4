/** How jobs and executions live in Redis: scripts, rows, and the roles that call them. */
@NullMarked
package dev.punctual.scheduler.store.redis.internal;

import org.jspecify.annotations.NullMarked;
