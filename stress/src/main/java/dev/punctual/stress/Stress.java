package dev.punctual.stress;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs scenarios on one store, prints a JSON line and a verdict for each, and exits with 1 if a
 * rule was broken.
 *
 * <p>Options: {@code store=postgres} or {@code redis} (one is started; or {@code jdbc:…}, {@code
 * redis://…}), {@code aof=everysec} (of that Redis), {@code scenarios=drain,kill,crash}, {@code
 * nodes=2,4} (for drains), {@code jobs=20000}, {@code threads=10}, {@code work=5} (milliseconds a
 * job takes), {@code kills=10}, {@code evidence=folder}.
 */
public final class Stress {

  private Stress() {}

  /** Runs what the options ask for. */
  public static void main(String[] options) throws IOException, InterruptedException {
    Settings settings = Settings.parse(options);
    System.out.println("evidence in " + settings.evidence());
    boolean good = true;
    for (Verdict verdict : run(settings)) {
      good &= verdict.isGood();
    }
    System.exit(good ? 0 : 1);
  }

  /** Runs the scenarios and prints their verdicts. */
  static List<Verdict> run(Settings settings) throws IOException, InterruptedException {
    Scenarios scenarios = new Scenarios(settings);
    List<Verdict> verdicts = new ArrayList<>();
    for (String scenario : settings.scenarios()) {
      if (scenario.equals("kill")) {
        verdicts.add(print(scenarios.kill()));
        continue;
      } else if (scenario.equals("crash")) {
        verdicts.add(print(new RedisCrash(settings).run()));
        continue;
      }
      for (int nodes : settings.nodes()) {
        verdicts.add(print(scenarios.drain(nodes)));
      }
    }
    return verdicts;
  }

  private static Verdict print(Verdict verdict) {
    System.out.println(verdict.json());
    System.out.println(verdict);
    return verdict;
  }
}
