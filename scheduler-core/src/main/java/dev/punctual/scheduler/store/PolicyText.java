package dev.punctual.scheduler.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The text form of a policy: what differs from the default, as {@code key=value} pairs joined by
 * ampersands with values in URL encoding; empty for the default.
 */
final class PolicyText {

  private static final int LONGEST = 262_144;
  private static final int SHOWN = 40;
  private static final String NONE = "none";
  private static final Splitter PAIRS = Splitter.on('&').omitEmptyStrings();
  private static final Splitter NAMES = Splitter.on(',').omitEmptyStrings();

  private final Map<String, String> parts = new LinkedHashMap<>();

  private PolicyText() {}

  static String of(JobPolicy policy) {
    if (policy.equals(JobPolicy.DEFAULT)) {
      return "";
    }
    PolicyText text = new PolicyText();
    text.putFires(policy, JobPolicy.DEFAULT);
    text.putRun(policy.run(), RunPolicy.DEFAULT);
    List<String> pairs = new ArrayList<>();
    text.parts.forEach((key, value) -> pairs.add(key + '=' + URLEncoder.encode(value, UTF_8)));
    return String.join("&", pairs);
  }

  static JobPolicy parse(String text) {
    if (text.isEmpty()) {
      return JobPolicy.DEFAULT;
    }
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException("a policy text has at most " + LONGEST + " characters");
    }
    PolicyText read = new PolicyText();
    PAIRS.split(text).forEach(read::pair);
    JobPolicy policy = read.policy(JobPolicy.DEFAULT);
    if (!read.parts.isEmpty()) {
      throw new IllegalArgumentException(
          "the policy text has the part "
              + shortened(read.parts.keySet().iterator().next())
              + ", which this version does not know; it was written by a newer one, or damaged");
    }
    return policy;
  }

  private void pair(String pair) {
    int equals = pair.indexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException(
          "the policy text has the part " + shortened(pair) + "; each has a key and '='");
    }
    String key = pair.substring(0, equals);
    if (parts.put(key, decoded(pair.substring(equals + 1))) != null) {
      throw new IllegalArgumentException(
          "the policy text has the part " + shortened(key) + " twice");
    }
  }

  private void putFires(JobPolicy policy, JobPolicy usual) {
    put("queue", policy.queue(), usual.queue());
    put("priority", policy.priority(), usual.priority());
    put("coalesce", policy.coalesce(), usual.coalesce());
    put("grace", shown(policy.misfireGraceTime()), shown(usual.misfireGraceTime()));
    put("max", policy.maxInstances(), usual.maxInstances());
    put("overflow", policy.overflow(), usual.overflow());
    put("catchup", policy.maxCatchUp(), usual.maxCatchUp());
  }

  private void putRun(RunPolicy run, RunPolicy usual) {
    RetryPolicy retry = run.retry();
    put("attempts", retry.maxAttempts(), usual.retry().maxAttempts());
    put("first", retry.firstDelay(), usual.retry().firstDelay());
    put("longest", retry.longestDelay(), usual.retry().longestDelay());
    put("on", joined(retry.retryOn()), "");
    put("not", joined(retry.abortOn()), "");
    put("timeout", shown(run.timeout()), shown(usual.timeout()));
    put("guarantee", run.guarantee(), usual.guarantee());
    for (int i = 0; i < run.followUps().size(); i++) {
      FollowUp next = run.followUps().get(i);
      parts.put("then" + i, next.when() + ":" + next.jobId());
    }
  }

  private void put(String key, Object value, Object usual) {
    if (!value.equals(usual)) {
      parts.put(key, value.toString());
    }
  }

  private static String shown(@Nullable Duration duration) {
    return duration == null ? NONE : duration.toString();
  }

  private JobPolicy policy(JobPolicy usual) {
    return new JobPolicy(
        take("queue", usual.queue()),
        number("priority", usual.priority()),
        choice("coalesce", Coalesce.class, usual.coalesce()),
        limit("grace", usual.misfireGraceTime()),
        number("max", usual.maxInstances()),
        choice("overflow", Overflow.class, usual.overflow()),
        number("catchup", usual.maxCatchUp()),
        run(usual.run()));
  }

  private RunPolicy run(RunPolicy usual) {
    RetryPolicy retry =
        new RetryPolicy(
            number("attempts", usual.retry().maxAttempts()),
            duration("first", usual.retry().firstDelay()),
            duration("longest", usual.retry().longestDelay()),
            names("on"),
            names("not"));
    return new RunPolicy(
        retry,
        limit("timeout", usual.timeout()),
        choice("guarantee", Guarantee.class, usual.guarantee()),
        followUps());
  }

  private List<FollowUp> followUps() {
    List<FollowUp> followUps = new ArrayList<>();
    for (int i = 0; parts.containsKey("then" + i); i++) {
      String key = "then" + i;
      String text = take(key, "");
      int colon = text.indexOf(':');
      if (colon < 0) {
        throw refused(key, text, "use SUCCESS or FAILURE, a colon and a job id");
      }
      followUps.add(
          new FollowUp(
              constant(key, FollowUp.When.class, text.substring(0, colon)),
              text.substring(colon + 1)));
    }
    return followUps;
  }

  private String take(String key, String usual) {
    String value = parts.remove(key);
    return value == null ? usual : value;
  }

  private int number(String key, int usual) {
    String text = take(key, Integer.toString(usual));
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw refused(key, text, "use a whole number");
    }
  }

  private <E extends Enum<E>> E choice(String key, Class<E> type, E usual) {
    return constant(key, type, take(key, usual.name()));
  }

  private static <E extends Enum<E>> E constant(String key, Class<E> type, String text) {
    for (E each : type.getEnumConstants()) {
      if (each.name().equals(text)) {
        return each;
      }
    }
    throw refused(key, text, "use one of " + List.of(type.getEnumConstants()));
  }

  private Set<String> names(String key) {
    return NAMES
        .splitToStream(take(key, ""))
        .map(PolicyText::decoded)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The names in order, each encoded, since a comma may be part of one. */
  private static String joined(Set<String> names) {
    return names.stream()
        .sorted()
        .map(name -> URLEncoder.encode(name, UTF_8))
        .collect(Collectors.joining(","));
  }

  private @Nullable Duration limit(String key, @Nullable Duration usual) {
    String text = take(key, shown(usual));
    return text.equals(NONE) ? null : duration(key, text);
  }

  private Duration duration(String key, Duration usual) {
    return duration(key, take(key, usual.toString()));
  }

  private static Duration duration(String key, String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw refused(key, text, "use a duration such as PT30S");
    }
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the policy text has " + shortened(text) + ", which is not in URL encoding", e);
    }
  }

  private static IllegalArgumentException refused(String key, String text, String rule) {
    return new IllegalArgumentException(
        "the policy text says " + key + "=" + shortened(text) + "; " + rule);
  }

  private static String shortened(String text) {
    String head = text.substring(0, Math.min(SHOWN, text.length()));
    return "'" + head.replaceAll("\\p{Cntrl}", "?") + (text.length() > SHOWN ? "…'" : "'");
  }
}
