/** What all benchmarks measure with and report in. */
package dev.punctual.benchmarks;
