/** Tables, statements and transactions of the store; not for applications. */
@NullMarked
package dev.punctual.scheduler.store.jdbc.internal;

import org.jspecify.annotations.NullMarked;
