package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.MissedFilter;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Eight nodes on one store that do everything at once, and the count of what they were told. */
final class Fuzz {

  private Fuzz() {}

  static void run(Bench bench, int steps) {
    FuzzLedger ledger = new FuzzLedger();
    JobStore other = bench.another();
    Random seeds = Seeds.random("fuzz");
    List<FuzzNode> nodes =
        IntStream.range(0, Crowd.SIZE)
            .mapToObj(
                i ->
                    new FuzzNode(
                        bench,
                        i % 2 == 0 ? bench.store : other,
                        ledger,
                        seeds.nextLong(),
                        "n" + i,
                        steps))
            .toList();
    Crowd.runTogether(nodes);

    new FuzzNode(bench, bench.store, ledger, seeds.nextLong(), "last", 0).finish();

    ledger.check(
        Pages.readAll(
            1_000, cursor -> bench.store.history().ended(HistoryFilter.ALL, cursor, 1_000)),
        Pages.readAll(
            1_000, cursor -> bench.store.history().missed(MissedFilter.ALL, cursor, 1_000)));
  }
}
