package dev.punctual.scheduler.store.redis;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.StatefulRedisConnection;

/** The keys of one store among those of others. */
final class Namespaces {

  private Namespaces() {}

  /** Deletes all keys of a namespace. */
  static void forget(RedisClient client, String namespace) {
    ScanArgs ours = ScanArgs.Builder.matches("{punctual:" + namespace + "}:*").limit(1_000);
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      ScanCursor cursor = ScanCursor.INITIAL;
      while (!cursor.isFinished()) {
        KeyScanCursor<String> found = connection.sync().scan(cursor, ours);
        if (!found.getKeys().isEmpty()) {
          connection.sync().unlink(found.getKeys().toArray(new String[0]));
        }
        cursor = found;
      }
    }
  }
}
