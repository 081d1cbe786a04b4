/** Scenarios with whole nodes, each a JVM, on one real store; and the counting afterwards. */
package dev.punctual.stress;
