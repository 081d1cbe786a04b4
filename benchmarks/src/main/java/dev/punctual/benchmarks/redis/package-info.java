/** Jobs in Redis, Punctual beside Redisson and the bare protocol. */
package dev.punctual.benchmarks.redis;
