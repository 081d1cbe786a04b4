/** Schedulers in memory: adding, draining and punctuality, each contender in a JVM of its own. */
package dev.punctual.benchmarks.memory;
