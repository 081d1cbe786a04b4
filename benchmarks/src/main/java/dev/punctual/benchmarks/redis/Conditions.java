package dev.punctual.benchmarks.redis;

import java.util.List;

/**
 * What is the same for all contenders.
 *
 * @param jobs how many a drain has, before the slow contenders get a part of that
 * @param threads how many run jobs on a node
 * @param seconds how long what is measured by time takes
 * @param jvmFlags what the nodes' JVMs are started with
 */
record Conditions(BenchServer server, int jobs, int threads, int seconds, List<String> jvmFlags) {}
