/** Contract suites: what an implementation extends to learn whether it is right. */
@NullMarked
package dev.punctual.scheduler.tck;

import org.jspecify.annotations.NullMarked;
