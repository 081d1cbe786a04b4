/** The store that keeps jobs in a relational database. */
@NullMarked
package dev.punctual.scheduler.store.jdbc;

import org.jspecify.annotations.NullMarked;
