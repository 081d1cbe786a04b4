package dev.punctual.scheduler.tck;

import org.junit.jupiter.api.extension.ExtendWith;

/** Clauses about stores; each asks for a {@link Bench} of its own. */
@ExtendWith(BenchExtension.class)
interface StoreClauses {}
