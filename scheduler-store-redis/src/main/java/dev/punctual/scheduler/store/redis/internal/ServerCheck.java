package dev.punctual.scheduler.store.redis.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a server can keep jobs: asked once, when a store is opened. */
final class ServerCheck {

  private static final Logger LOG = LoggerFactory.getLogger(ServerCheck.class);
  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*");
  private static final int OLDEST_MAJOR = 6;
  private static final int OLDEST_MINOR = 2;

  private ServerCheck() {}

  /**
   * Asks the server.
   *
   * @throws IllegalStateException saying why it cannot keep jobs, and what to change
   */
  static void run(Link link) {
    Map<String, String> info = info(link);
    requireVersion(info.getOrDefault("redis_version", ""));
    requirePrimary(info);
    requireNoEviction(info);
    if (info.getOrDefault("aof_enabled", "").equals("0")) {
      LOG.warn(
          "Redis writes no append-only file: after a crash of the server it has the jobs of its"
              + " latest snapshot, or none. Set 'appendonly yes' to keep all but the last second");
    }
  }

  /** What the server says of itself. */
  static Map<String, String> info(Link link) {
    Reply reply = link.call(Script.INFO);
    Map<String, String> info = new HashMap<>();
    for (int i = 0; i < reply.size(); i++) {
      for (String line : reply.text(i).lines().toList()) {
        int colon = line.indexOf(':');
        if (colon > 0) {
          info.put(line.substring(0, colon), line.substring(colon + 1));
        }
      }
    }
    return info;
  }

  /** Refuses what is older than the scripts need. */
  static void requireVersion(String version) {
    Matcher numbers = VERSION.matcher(version);
    if (!numbers.matches()) {
      LOG.warn("Redis does not say its version ('{}'); 6.2 or later is needed", version);
      return;
    }
    int major = Integer.parseInt(numbers.group(1));
    int minor = Integer.parseInt(numbers.group(2));
    if (major < OLDEST_MAJOR || (major == OLDEST_MAJOR && minor < OLDEST_MINOR)) {
      throw new IllegalStateException("Redis " + version + " is too old; use 6.2 or later");
    }
  }

  private static void requirePrimary(Map<String, String> info) {
    if (info.getOrDefault("role", "").equals("slave")) {
      throw new IllegalStateException(
          "this Redis server is a replica of "
              + info.get("master_host")
              + ':'
              + info.get("master_port")
              + " and takes no writes; connect to the primary, best through Sentinel or Cluster, so"
              + " that a failover is followed");
    }
  }

  private static void requireNoEviction(Map<String, String> info) {
    String policy = info.getOrDefault("maxmemory_policy", "");
    if (policy.startsWith("allkeys")) {
      throw new IllegalStateException(
          "Redis has maxmemory-policy "
              + policy
              + " and may throw jobs away when memory runs short; set 'maxmemory-policy"
              + " noeviction', or keep jobs on a server of their own");
    }
    if (policy.startsWith("volatile")) {
      LOG.warn(
          "Redis has maxmemory-policy {}: it may forget which claims it has answered, so that a"
              + " claim that is sent again comes to nothing; set 'maxmemory-policy noeviction'",
          policy);
    }
  }
}
