package dev.punctual.benchmarks.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.embedded.RedisServer;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.core.RedisServerBuilder;

/** A Redis server on a free port whose append-only file is synced every second. */
final class BenchServer implements AutoCloseable {

  private final RedisServer server;
  private final RedisClient client;
  private final RedisCommands<String, String> commands;
  private final int port;

  private BenchServer(RedisServer server, int port) {
    this.server = server;
    this.port = port;
    this.client = RedisClient.create(url());
    this.commands = client.connect().sync();
  }

  /** Starts the server from the jar, or an executable in the path. */
  static BenchServer start(String executable) throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Path folder = Files.createTempDirectory("punctual-redis");
    RedisServerBuilder builder =
        RedisServer.newRedisServer()
            .port(port)
            .bind("127.0.0.1")
            .setting("save \"\"")
            .setting("appendonly yes")
            .setting("appendfsync everysec")
            .setting("dir " + folder);
    if (!executable.equals("jar")) {
      builder.executableProvider(ExecutableProvider.newExecutableInPath(executable));
    }
    RedisServer server = builder.build();
    server.start();
    return new BenchServer(server, port);
  }

  String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** Its version and how it keeps what it is told. */
  String describe() {
    Matcher version = Pattern.compile("redis_version:(\\S+)").matcher(commands.info("server"));
    return "redis " + (version.find() ? version.group(1) : "?") + ", appendfsync everysec";
  }

  /** Forgets all data. */
  void clear() {
    commands.flushall();
  }

  /** How many entries some hashes and sorted sets have. */
  long entries(List<String> keys) {
    long entries = 0;
    for (String key : keys) {
      entries += commands.type(key).equals("zset") ? commands.zcard(key) : commands.hlen(key);
    }
    return entries;
  }

  /** What the server has done since it started. */
  Map<String, Double> counts() {
    String info = commands.info("everything");
    double cpu = first(info, "used_cpu_user:([0-9.]+)") + first(info, "used_cpu_sys:([0-9.]+)");
    Map<String, Double> counts = new LinkedHashMap<>();
    counts.put("server_cpu_us", cpu * 1e6);
    counts.put("scripts", first(info, "cmdstat_evalsha:calls=(\\d+)"));
    counts.put("file_bytes", first(info, "aof_current_size:(\\d+)"));
    return counts;
  }

  private static double first(String info, String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(info);
    return found.find() ? Double.parseDouble(found.group(1)) : 0;
  }

  @Override
  public void close() throws IOException {
    client.shutdown();
    server.stop();
  }
}
