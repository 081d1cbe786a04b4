package dev.punctual.benchmarks.redis;

/**
 * What a node is made of.
 *
 * @param url where the server is
 * @param threads how many run jobs
 * @param client whether it only adds jobs
 */
record Setup(String url, int threads, boolean client) {}
