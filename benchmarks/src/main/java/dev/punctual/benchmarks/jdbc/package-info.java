/** Jobs in a database, Punctual beside its rivals and the bare work. */
package dev.punctual.benchmarks.jdbc;
