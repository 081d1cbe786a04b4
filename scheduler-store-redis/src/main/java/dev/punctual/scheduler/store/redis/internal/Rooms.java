package dev.punctual.scheduler.store.redis.internal;

import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.QueueRoom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A request for work, cut into parts that one script may answer. */
final class Rooms {

  private Rooms() {}

  /** Cuts rooms into parts of at most {@link Limits#CLAIM} slots; at least one part. */
  static List<List<QueueRoom>> parts(List<QueueRoom> rooms) {
    List<List<QueueRoom>> parts = new ArrayList<>();
    List<QueueRoom> part = new ArrayList<>();
    int left = Limits.CLAIM;
    for (QueueRoom room : rooms) {
      int byPriority = room.room() - room.oldest();
      int oldest = room.oldest();
      while (byPriority + oldest > 0) {
        if (left == 0) {
          parts.add(part);
          part = new ArrayList<>();
          left = Limits.CLAIM;
        }
        int first = Math.min(byPriority, left);
        int then = Math.min(oldest, left - first);
        part.add(new QueueRoom(room.queue(), first + then, then));
        byPriority -= first;
        oldest -= then;
        left -= first + then;
      }
    }
    parts.add(part);
    return parts;
  }

  /**
   * Adds a part as arguments, and the queues of all parts, of which the reply tells what is due.
   */
  static void write(List<byte[]> arguments, List<QueueRoom> part, List<QueueRoom> all) {
    Set<String> others = new LinkedHashSet<>();
    all.forEach(room -> others.add(room.queue()));
    for (QueueRoom room : part) {
      others.remove(room.queue());
      write(arguments, room.queue(), room.room(), room.oldest());
    }
    others.forEach(queue -> write(arguments, queue, 0, 0));
  }

  private static void write(List<byte[]> arguments, String queue, int room, int oldest) {
    arguments.add(Script.text(queue));
    arguments.add(Script.number(room));
    arguments.add(Script.number(oldest));
  }

  /** What a call leased of each task so far. */
  static final class Taken {

    private final Map<String, Integer> byTask = new HashMap<>();

    void add(String task) {
      byTask.merge(task, 1, Integer::sum);
    }

    /** The limits of a node as an argument. */
    byte[] limits(Node node) {
      Pack pack = Pack.array(4 * node.limits().size());
      node.limits()
          .forEach(
              (task, limit) ->
                  pack.text(task)
                      .number(limit.perCall())
                      .number(limit.inCluster())
                      .number(byTask.getOrDefault(task, 0)));
      return pack.bytes();
    }
  }
}
