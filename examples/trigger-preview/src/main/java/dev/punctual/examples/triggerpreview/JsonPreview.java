package dev.punctual.examples.triggerpreview;

import dev.punctual.scheduler.trigger.Trigger;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Answers each line of JSON with the fires of its trigger, or with what is wrong with it. */
final class JsonPreview {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx");
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxxx");
  private static final int MOST = 100_000;

  private JsonPreview() {}

  /**
   * Reads lines until the end; empty lines are passed over.
   *
   * @param now where a trigger begins that does not say
   */
  static void answer(BufferedReader in, PrintStream out, Instant now) throws IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (!line.isBlank()) {
        out.println(answer(line, now));
      }
    }
  }

  /** The answer to one line; never fails. */
  static String answer(String line, Instant now) {
    ObjectNode answer = JSON.createObjectNode();
    try {
      JsonNode vector = JSON.readTree(line);
      if (!vector.isObject()) {
        throw new IllegalArgumentException("the line is not a JSON object");
      }
      answer.set("id", vector.get("id"));
      List<String> times = times(vector, now);
      times.forEach(answer.putArray("times")::add);
    } catch (JacksonException malformed) {
      answer.put("error", "not JSON: " + malformed.getOriginalMessage());
    } catch (RuntimeException | StackOverflowError wrong) {
      answer.remove("times");
      answer.put("error", String.valueOf(wrong.getMessage()));
    }
    return answer.toString();
  }

  private static List<String> times(JsonNode vector, Instant defaultNow) {
    TriggerReader reader = new TriggerReader(vector);
    Trigger trigger = reader.trigger();
    Instant now = reader.instant("now");
    Instant from = now == null ? defaultNow : now;
    Instant next = trigger.next(reader.instant("previous"), from);
    int count = count(vector);
    List<String> times = new ArrayList<>();
    while (next != null && times.size() < count) {
      times.add(format(next, reader.zone()));
      next = trigger.next(next, from);
    }
    return times;
  }

  private static int count(JsonNode vector) {
    JsonNode count = vector.get("count");
    if (count == null || count.isNull()) {
      return 5;
    }
    if (!count.isInt() || count.intValue() < 0 || count.intValue() > MOST) {
      throw new IllegalArgumentException("count " + count + " must be a number from 0 to " + MOST);
    }
    return count.intValue();
  }

  private static String format(Instant fire, ZoneId zone) {
    return (fire.equals(fire.truncatedTo(ChronoUnit.SECONDS)) ? SECONDS : MILLIS)
        .format(fire.atZone(zone));
  }
}
