package dev.punctual.stress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What is asked for.
 *
 * @param url where the store is; {@code postgres} and {@code redis} have one started
 * @param aof how a Redis that is started writes its append-only file: {@code always}, {@code
 *     everysec} or {@code none}
 * @param scenarios which are run, in order
 * @param nodes how many nodes drain, for each drain
 * @param jobs how many jobs
 * @param threads how many run jobs on a node
 * @param workMillis how long a job takes
 * @param kills how many nodes are killed
 * @param evidence where the files of evidence go
 */
record Settings(
    String url,
    String aof,
    List<String> scenarios,
    List<Integer> nodes,
    int jobs,
    int threads,
    int workMillis,
    int kills,
    Path evidence) {

  /**
   * Reads {@code name=value} options.
   *
   * @throws IllegalArgumentException if one is not known
   */
  static Settings parse(String... options) throws IOException {
    String url = "postgres";
    String aof = "everysec";
    List<String> scenarios = List.of("drain", "kill");
    List<Integer> nodes = List.of(2, 4);
    int jobs = 20_000;
    int threads = 10;
    int workMillis = 5;
    int kills = 10;
    Path evidence = null;
    for (String option : options) {
      int equals = option.indexOf('=');
      String value = option.substring(equals + 1);
      switch (option.substring(0, equals + 1)) {
        case "store=" -> url = value;
        case "aof=" -> aof = value;
        case "scenarios=" -> scenarios = List.of(value.split(","));
        case "nodes=" -> nodes = Arrays.stream(value.split(",")).map(Integer::valueOf).toList();
        case "jobs=" -> jobs = Integer.parseInt(value);
        case "threads=" -> threads = Integer.parseInt(value);
        case "work=" -> workMillis = Integer.parseInt(value);
        case "kills=" -> kills = Integer.parseInt(value);
        case "evidence=" -> evidence = Path.of(value);
        default -> throw new IllegalArgumentException("unknown option '" + option + "'");
      }
    }
    for (String scenario : scenarios) {
      if (!List.of("drain", "kill", "crash").contains(scenario)) {
        throw new IllegalArgumentException("unknown scenario '" + scenario + "'");
      }
    }
    if (scenarios.contains("crash") && !url.equals("redis")) {
      throw new IllegalArgumentException("the scenario 'crash' is for store=redis");
    }
    return new Settings(
        start(url, aof),
        aof,
        scenarios,
        nodes,
        jobs,
        threads,
        workMillis,
        kills,
        evidence == null ? Files.createTempDirectory("punctual-stress") : evidence);
  }

  private static String start(String url, String aof) throws IOException {
    return switch (url) {
      case "postgres" -> StoreUrl.startPostgres();
      case "redis" -> RedisProcess.start(aof).url();
      default -> url;
    };
  }

  /** The same for another store. */
  Settings at(String otherUrl) {
    return new Settings(
        otherUrl, aof, scenarios, nodes, jobs, threads, workMillis, kills, evidence);
  }
}
